using NcAspire.Compute.Conformance;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.DockerGuard.Tests.Engine;

/// <summary>All that the port promises, through a guard: over a unix socket, and for the other control plane over loopback.</summary>
public sealed class GuardConformanceTests(DockerBackend backend) : DockerConformance(backend)
{
    private TestGuard? _guard;
    private TestGuard? _otherGuard;

    protected override IComputeProvider Provider => _guard!.Provider;

    protected override IComputeProvider Other => _otherGuard!.Provider;

    // The guard itself would not let it pass.
    protected override Task MakeStrangersVolumeAsync(InstanceId stranger, string volume) =>
        Backend.Provider.EnsureVolumeAsync(stranger, volume, Ct);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _guard = await Backend.GuardAsync(isSocket: true);
        _otherGuard = await Backend.GuardAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await (_guard?.DisposeAsync() ?? default);
        await (_otherGuard?.DisposeAsync() ?? default);
        await base.DisposeAsync();
    }
}
