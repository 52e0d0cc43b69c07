using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Testing;

namespace NcAspire.Compute.Conformance;

/// <summary>
/// What <see cref="IComputeProvider"/> promises, whoever keeps it. A provider's test class inherits this, runs a fake gateway
/// that follows a <see cref="GatewayScript"/>, and adds what is its own.
/// </summary>
public abstract partial class ComputeProviderConformance
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(20);

    protected static TimeSpan Limit { get; } = TimeSpan.FromSeconds(60);

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract IComputeProvider Provider { get; }

    /// <summary>The provider of another control plane over the same backend.</summary>
    protected abstract IComputeProvider Other { get; }

    /// <summary>The file that makes the fake gateway follow the script.</summary>
    protected abstract SeedFile Follow(GatewayScript script);

    /// <summary>The state of a volume, read past the provider.</summary>
    protected abstract Task<StoredFile> ReadAsync(string volume, string path);

    /// <summary>Makes a volume that nobody labelled.</summary>
    protected abstract Task MakeForeignVolumeAsync(string volume);

    /// <summary>Makes a volume that belongs to another instance than its name says.</summary>
    protected virtual Task MakeStrangersVolumeAsync(InstanceId stranger, string volume) => Provider.EnsureVolumeAsync(stranger, volume, Ct);

    /// <summary>Whether a gateway answers GET /healthz with success.</summary>
    protected abstract Task<bool> AnswersAsync(GatewayEndpoint endpoint);

    /// <summary>An instance that is known to nobody yet.</summary>
    protected MachineSpec NewSpec()
    {
        var instance = InstanceId.New(TimeProvider.System);
        return new MachineSpec(
            instance,
            Slug.TryParse("first")!,
            InstanceNames.Machine(instance),
            InstanceNames.Volume(instance),
            Provider.Capabilities.DefaultImage,
            MemoryBytes: 1L << 30,
            Cpus: 1,
            new Dictionary<string, string> { ["OPENCLAW_OFFLINE"] = "1" });
    }

    /// <summary>A created machine with its script in place.</summary>
    protected async Task<MachineSpec> CreatedAsync(GatewayScript? script = null)
    {
        var spec = NewSpec();
        await Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);
        await Provider.CreateAsync(spec, Ct);
        await Provider.SeedFilesAsync(spec.Name, [Follow(script ?? new GatewayScript())], Ct);
        return spec;
    }

    /// <summary>A machine whose gateway answers.</summary>
    protected async Task<MachineSpec> RunningAsync(GatewayScript? script = null)
    {
        var spec = await CreatedAsync(script);
        await Provider.StartAsync(spec.Name, Ct);
        await ReadyAsync(spec);
        return spec;
    }

    protected async Task<GatewayEndpoint> ReadyAsync(MachineSpec spec)
    {
        var endpoint = (await Provider.InspectAsync(spec.Name, Ct)).Endpoint;
        Assert.NotNull(endpoint);
        await Eventually.SeeAsync(() => AnswersAsync(endpoint), answers => answers, Limit, Ct);
        return endpoint;
    }

    protected static async Task DefiniteFaultAsync(Func<Task> call) =>
        Assert.False((await Assert.ThrowsAsync<ProviderException>(call)).IsTransient);
}
