using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Gateway.OpenClaw;
using NcAspire.Testing;

namespace NcAspire.Gateway.Tests;

/// <summary>One real gateway with the WhatsApp simulator for all tests that need one; they run one after another.</summary>
public sealed class LiveGateway : IAsyncLifetime
{
    private static readonly TimeSpan _readyLimit = TimeSpan.FromMinutes(2);

    private readonly ServiceProvider _services = new ServiceCollection()
        .AddSingleton<Microsoft.Extensions.Logging.ILogger<OpenClawGateway>>(NullLogger<OpenClawGateway>.Instance)
        .AddOpenClawGateway()
        .BuildServiceProvider();

    /// <summary>What this gateway shows a relay.</summary>
    public const string RelayToken = "nc_test";

    private RealGateway? _process;
    private SimulatedPhone? _phone;
    private MachinePlacement? _placement;
    private FakeDiscord? _discord;
    private FakeSlack? _slack;

    public IGateway Gateway => _services.GetRequiredService<IGateway>();

    public GatewaySockets Sockets => _services.GetRequiredService<GatewaySockets>();

    public RealGateway Process => _process ?? throw new InvalidOperationException("The fixture has not started.");

    public SimulatedPhone Phone => _phone ?? throw new InvalidOperationException("The fixture has not started.");

    public MachinePlacement Placement => _placement ?? throw new InvalidOperationException("The fixture has not started.");

    public GatewayEndpoint Endpoint => new(Process.Address);

    public string Config(GatewaySettings settings) => Gateway.RenderConfig(Placement, settings);

    /// <summary>What it takes for Discord and Slack; nobody is there until a chat is on.</summary>
    public FakeDiscord Discord => _discord ?? throw new InvalidOperationException("The fixture has not started.");

    public FakeSlack Slack => _slack ?? throw new InvalidOperationException("The fixture has not started.");

    public async ValueTask InitializeAsync()
    {
        _discord = await FakeDiscord.StartAsync(CancellationToken.None);
        _slack = await FakeSlack.StartAsync(CancellationToken.None);
        _process = await RealGateway.StartAsync(
            (state, port) =>
            {
                _placement = new MachinePlacement(
                    state, Toolchain.WhatsAppSimulator, "loopback", port, ["127.0.0.1"], AllowLoopback: true);
                WriteSecrets(state, (ModelRoute.RelayToken, RelayToken));
                return Gateway.RenderConfig(_placement, new GatewaySettings(null, default));
            },
            [
                .. Gateway.Environment,
                KeyValuePair.Create("NC_WA_SIM_LINK_AFTER_MS", "-1"),
                KeyValuePair.Create("DISCORD_API_URL", Discord.Address.ToString()),
                KeyValuePair.Create("SLACK_API_URL", Slack.Address.ToString()),
            ],
            CancellationToken.None);
        _phone = new SimulatedPhone(Process.Address, ServiceIdentity.Headers);
        await ReadyAsync(CancellationToken.None);
    }

    public Task ReadyAsync(CancellationToken cancellationToken) => Eventually.SeeAsync(
        () => Gateway.ProbeAsync(Endpoint, cancellationToken), probe => probe.Ready, _readyLimit, cancellationToken);

    /// <summary>Links the phone, so that people can write to the gateway.</summary>
    public async Task LinkAsync(CancellationToken cancellationToken)
    {
        var start = Assert.IsType<QrStart.Shown>(await Gateway.StartLoginAsync(Endpoint, TimeSpan.FromSeconds(20), cancellationToken));
        await Phone.ScanAsync(cancellationToken);
        Assert.IsType<QrWait.Linked>(await Gateway.WaitLoginAsync(Endpoint, start.QrDataUrl, TimeSpan.FromSeconds(20), cancellationToken));
        await Eventually.TrueAsync(async () => (await Gateway.WhatsAppAsync(Endpoint, cancellationToken)).Connected, cancellationToken);
    }

    /// <summary>Leaves no linked phone, no attempt and no changed settings of an earlier test behind.</summary>
    public async Task UnlinkAsync(CancellationToken cancellationToken)
    {
        await Phone.SetAsync(new { loginTtlMs = 0 }, cancellationToken);
        await Gateway.WaitLoginAsync(Endpoint, null, TimeSpan.Zero, cancellationToken);
        await Gateway.LogoutAsync(Endpoint, cancellationToken);
        await Phone.SetAsync(
            new { loginTtlMs = 180_000, qrRefreshMs = 20_000, linkAfterMs = -1, fail = (string?)null }, cancellationToken);
    }

    /// <summary>Puts secrets where the gateway's provider of machines would put them.</summary>
    public void WriteSecrets(params (string Name, string Value)[] secrets) => WriteSecrets(Process.StateDirectory, secrets);

    // Others must not be able to read them, else the gateway does not.
    private void WriteSecrets(string state, params (string Name, string Value)[] secrets)
    {
        foreach (var file in Gateway.RenderSecrets(new GatewaySecrets(secrets.ToDictionary(one => one.Name, one => one.Value))))
        {
            var path = Path.Combine(state, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.WriteAllText(path, file.Content);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _phone?.Dispose();

        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        if (_discord is not null)
        {
            await _discord.DisposeAsync();
        }

        if (_slack is not null)
        {
            await _slack.DisposeAsync();
        }

        await _services.DisposeAsync();
    }
}
