using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Compute.Local;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Instances;
using NcAspire.Gateway.OpenClaw;
using NcAspire.Testing;

namespace NcAspire.Compute.Tests.Local;

/// <summary>The real OpenClaw gateway, with the configuration of the product and the simulated WhatsApp.</summary>
public sealed class RealGatewayTests : IAsyncLifetime
{
    // OpenClaw boots in five seconds on an idle machine; a busy one has taken half a minute.
    private static readonly TimeSpan _bootLimit = TimeSpan.FromMinutes(3);
    private static readonly (string, string)[] _real =
    [
        (nameof(LocalOptions.OpenClawPath), Toolchain.OpenClaw),
        (nameof(LocalOptions.WhatsAppPluginPath), Toolchain.WhatsAppSimulator),
    ];

    private readonly LocalBackend _backend = new();
    private readonly ServiceProvider _services =
        new ServiceCollection().AddLogging().AddOpenClawGateway().BuildServiceProvider();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IGateway Gateway => _services.GetRequiredService<IGateway>();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Fact]
    public async Task It_starts_on_its_port_survives_its_provider_and_ends_with_the_owner()
    {
        MachineSpec spec;
        MachineState started;

        using (var host = _backend.NewHost(_real))
        {
            await host.StartAsync(Ct);
            var first = host.Services.GetRequiredService<IComputeProvider>();
            spec = NewSpec(first);
            await first.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);
            var placement = await first.CreateAsync(spec, Ct);
            var config = Gateway.RenderConfig(placement, new GatewaySettings(Owner: null, NumberKind.Separate));
            await first.SeedFilesAsync(spec.Name, [new SeedFile("openclaw.json", config)], Ct);

            var validated = await first.ExecAsync(spec.Name, MachineCommand.ValidateConfig, Ct);
            Assert.True(validated.ExitCode == 0, validated.Output);
            using var verdict = JsonDocument.Parse(validated.Output);
            Assert.True(verdict.RootElement.GetProperty("valid").GetBoolean());

            await first.StartAsync(spec.Name, Ct);
            started = await first.InspectAsync(spec.Name, Ct);
            Assert.Equal(placement.Port, started.Endpoint?.BaseAddress.Port);
            await ReadyAsync(first, spec, started);
            await host.StopAsync(Ct);
        }

        var next = _backend.NewProvider(_real);
        Assert.Equal(started, await next.InspectAsync(spec.Name, Ct));
        Assert.True((await Gateway.ProbeAsync(started.Endpoint!, Ct)).Ready);
        var usage = await next.UsageAsync(spec.Name, Ct);
        Assert.True(usage is { MemoryBytes: > 100 << 20, VolumeBytes: > 0 });
        var gateway = _backend.Pid(spec.Name, "gateway");

        // Not a launcher in front of it: what is recorded, asked to stop and waited for is the gateway itself.
        Assert.True(LocalBackend.ResidentBytes(gateway) > 100 << 20);

        _backend.Owner.Kill();

        await Eventually.HoldsAsync(() => Members(gateway).Count == 0, TimeSpan.FromSeconds(30), Ct);
        Assert.False(await Gateway.IsLiveAsync(started.Endpoint!, Ct));
    }

    [Fact]
    public async Task A_configuration_that_it_refuses_is_exit_code_78()
    {
        var provider = _backend.NewProvider(_real);
        var spec = NewSpec(provider);
        await provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);
        await provider.CreateAsync(spec, Ct);
        await provider.SeedFilesAsync(spec.Name, [new SeedFile("openclaw.json", """{"gateway":{"bind":"loopback"}}""")], Ct);

        await provider.StartAsync(spec.Name, Ct);
        var state = await provider.WaitAsync(spec.Name, Ct).WaitAsync(_bootLimit, TimeProvider.System, Ct);

        Assert.Equal((MachinePhase.Exited, 78), (state.Phase, state.ExitCode));
        Assert.Contains(await provider.LogsAsync(spec.Name, 50, Ct), line => line.Contains("gateway.mode", StringComparison.Ordinal));
    }

    private MachineSpec NewSpec(IComputeProvider provider)
    {
        var instance = InstanceId.New(TimeProvider.System);
        var (machine, volume) = (InstanceNames.Machine(instance), InstanceNames.Volume(instance));
        return new MachineSpec(
            instance, Slug.TryParse("real")!, machine, volume, provider.Capabilities.DefaultImage, 1536L << 20, 1, Gateway.Environment);
    }

    private async Task ReadyAsync(IComputeProvider provider, MachineSpec spec, MachineState started)
    {
        try
        {
            await Eventually.HoldsAsync(async () => (await Gateway.ProbeAsync(started.Endpoint!, Ct)).Ready, _bootLimit, Ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            var output = await provider.LogsAsync(spec.Name, 40, Ct);
            Assert.Fail(string.Join(Environment.NewLine, [fault.Message, .. output]));
        }
    }

    private static List<int> Members(int session) =>
    [
        .. from process in Process.GetProcesses()
           where LocalBackend.Runs(process.Id) && LocalBackend.Session(process.Id) == session
           select process.Id,
    ];
}
