using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// OpenClaw gateway 2026.9.6. Everything but the method list goes over its admin HTTP RPC, which keeps no state between
/// calls.
/// </summary>
internal sealed partial class OpenClawGateway(
    GatewayHttp gateway, GatewaySockets sockets, TimeProvider time, ILogger<OpenClawGateway> logger) : IGateway
{
    private static readonly TimeSpan _probeTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _reloadTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _shortestStart = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _shortestWait = TimeSpan.FromSeconds(1);

    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        // One process, and nothing in it that starts, repairs or updates services: the provider does that.
        ["OPENCLAW_NO_RESPAWN"] = "1",
        ["OPENCLAW_SUPERVISOR_MODE"] = "external",
        ["OPENCLAW_SERVICE_REPAIR_POLICY"] = "external",
        ["OPENCLAW_NO_AUTO_UPDATE"] = "1",
        ["OPENCLAW_DISABLE_BONJOUR"] = "1",
        ["OPENCLAW_OFFLINE"] = "1",
    };

    public string RenderConfig(MachinePlacement placement, GatewaySettings settings) => GatewayConfig.Render(placement, settings);

    // OpenClaw keeps the file from before its last own change and puts it back where it takes ours for damaged, by its size for one.
    public IReadOnlyList<SeedFile> PlaceConfig(string config) =>
        [new SeedFile(GatewayConfig.File, config), new SeedFile($"{GatewayConfig.File}.bak", config)];

    public IReadOnlyList<SeedFile> RenderSecrets(GatewaySecrets secrets) => GatewaySecretFile.Render(secrets);

    public async Task<GatewayProbe> ProbeAsync(GatewayEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (!await IsLiveAsync(endpoint, cancellationToken))
        {
            return new GatewayProbe(Live: false, Ready: false, Version: null);
        }

        try
        {
            var answer = await gateway.ProbeAsync(endpoint, "/readyz", _probeTime, cancellationToken);

            if (answer is not { } readiness || !GatewayJson.Read<Readiness>(readiness).IsReady)
            {
                return new GatewayProbe(Live: true, Ready: false, Version: null);
            }

            // The method is in the list only once a channel that can show QR codes is loaded.
            await using var socket = await sockets.ConnectAsync(endpoint, _probeTime, cancellationToken);
            return new GatewayProbe(Live: true, socket.Methods.Contains(GatewayMethod.LoginStart.Name), socket.Version);
        }
        catch (ProviderException fault)
        {
            Log.NotReady(logger, endpoint.BaseAddress, fault.Message);
            return new GatewayProbe(Live: true, Ready: false, Version: null);
        }
    }

    public async Task<bool> IsLiveAsync(GatewayEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            // {"ok":true,"status":"live"}
            return await gateway.ProbeAsync(endpoint, "/healthz", _probeTime, cancellationToken) is { } body
                && GatewayJson.Property(body, "ok") is { ValueKind: JsonValueKind.True };
        }
        catch (ProviderException)
        {
            return false;
        }
    }

    public Task ApplyConfigAsync(GatewayEndpoint endpoint, string config, CancellationToken cancellationToken) =>
        new ConfigChange(gateway, time, logger).ApplyAsync(endpoint, config, cancellationToken);

    // The admin HTTP RPC does not have this method.
    public async Task ReloadSecretsAsync(GatewayEndpoint endpoint, CancellationToken cancellationToken)
    {
        await using var socket = await sockets.ConnectAsync(endpoint, _reloadTime, cancellationToken);
        var answer = await socket.CallAsync(GatewayMethod.SecretsReload, [], _reloadTime, cancellationToken);

        // {"ok":true,"warningCount":1}: one that is referred to is not there, and the value from before goes on being used.
        if (GatewayJson.Property(answer, "warningCount") is not { ValueKind: JsonValueKind.Number } warnings || warnings.GetInt32() is not 0)
        {
            throw new ProviderException("The gateway could not read all of its secrets.", isTransient: true);
        }
    }

    public async Task<QrStart> StartLoginAsync(GatewayEndpoint endpoint, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var waits = timeout < _shortestStart ? _shortestStart : timeout;
        var answer = await LoginAsync(endpoint, GatewayMethod.LoginStart, ForWhatsApp(waits), waits, cancellationToken);
        return answer.ToStart();
    }

    public async Task<QrWait> WaitLoginAsync(
        GatewayEndpoint endpoint, string? currentQrDataUrl, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var waits = timeout < _shortestWait ? _shortestWait : timeout;
        var parameters = ForWhatsApp(waits);

        if (currentQrDataUrl is not null)
        {
            parameters["currentQrDataUrl"] = currentQrDataUrl;
        }

        var answer = await LoginAsync(endpoint, GatewayMethod.LoginWait, parameters, waits, cancellationToken);

        // The attempt is also gone when it ended well and that answer was lost on its way.
        return answer.NoLoginInProgress && (await WhatsAppAsync(endpoint, cancellationToken)).Linked
            ? new QrWait.Linked()
            : answer.ToWait();
    }

    public async Task<WhatsAppReport> WhatsAppAsync(GatewayEndpoint endpoint, CancellationToken cancellationToken)
    {
        var payload = await gateway.CallAsync(endpoint, GatewayMethod.ChannelsStatus, [], cancellationToken);
        return GatewayJson.Read<ChannelsStatus>(payload).WhatsApp
            ?? throw new ProviderException("The gateway has not loaded its WhatsApp plugin.", isTransient: false);
    }

    public async Task LogoutAsync(GatewayEndpoint endpoint, CancellationToken cancellationToken)
    {
        await gateway.CallAsync(endpoint, GatewayMethod.ChannelsLogout, new JsonObject { ["channel"] = "whatsapp" }, cancellationToken);

        // "cleared":false means both "there was nothing" and "it could not be removed".
        if ((await WhatsAppAsync(endpoint, cancellationToken)).Linked)
        {
            throw new ProviderException("The gateway could not forget the linked phone.", isTransient: false);
        }
    }

    private static JsonObject ForWhatsApp(TimeSpan waits) =>
        new() { ["channel"] = "whatsapp", ["timeoutMs"] = (int)waits.TotalMilliseconds };

    private async Task<LoginAnswer> LoginAsync(
        GatewayEndpoint endpoint, GatewayMethod method, JsonObject parameters, TimeSpan waits, CancellationToken cancellationToken) =>
        GatewayJson.Read<LoginAnswer>(await gateway.CallAsync(endpoint, method, parameters, waits, cancellationToken));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "The gateway at {Address} is not ready: {Reason}")]
        public static partial void NotReady(ILogger logger, Uri address, string reason);
    }
}
