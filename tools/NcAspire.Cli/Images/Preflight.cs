using NcAspire.Core.Channels;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Instances;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Cli.Images;

/// <summary>
/// Tries an image out before any instance may run it: a gateway of it must get ready with our configuration inside our limits and
/// without a network, have loaded its WhatsApp plugin and those of all other chats, offer every method that the control plane calls, and tell its version.
/// </summary>
public sealed class Preflight(DockerCli docker, IGateway gateway, GatewaySockets sockets, Screen screen, TimeProvider clock)
{
    private const int Port = 18789;

    private static readonly TimeSpan _startTime = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan _settleTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _handshakeTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);

    // None of them exists.
    private static readonly AllowList[] _chats =
        [new(ChannelCatalog.Telegram, ["123456789"]), new(ChannelCatalog.Discord, ["123456789012345678"]), new(ChannelCatalog.Slack, ["U00000000"])];

    private static readonly GatewaySecrets _tokens = new(
        _chats.SelectMany(chat => chat.Channel.Tokens).ToDictionary(token => token.Value, _ => "none"));

    /// <param name="image">The candidate.</param>
    /// <param name="version">What OpenClaw must say of itself.</param>
    /// <param name="cancellationToken">Ends the trial; nothing of it stays.</param>
    /// <exception cref="CommandException">The image is not fit; the message says why.</exception>
    public async Task RunAsync(string image, string version, CancellationToken cancellationToken)
    {
        screen.Say("Trying the image out.");
        var facts = await docker.ImageAsync(image, cancellationToken) ?? throw Unfit(image, "the engine does not have it");
        var plugin = facts[ImageLabels.WhatsAppPlugin] ?? throw Unfit(image, $"it lacks the label {ImageLabels.WhatsAppPlugin}");

        if (facts[ImageLabels.OpenClaw] != version)
        {
            throw Unfit(image, $"its label {ImageLabels.OpenClaw} says {facts[ImageLabels.OpenClaw] ?? "nothing"} and not {version}");
        }

        await using var trial = await TrialContainer.CreateAsync(docker, image, gateway.Environment, clock, cancellationToken);
        var placement = new MachinePlacement("/data/.openclaw", plugin, "lan", Port, [trial.Host], AllowLoopback: false);
        var settings = new GatewaySettings(null, NumberKind.Separate) { Channels = _chats };
        await trial.SeedAsync(
            [new SeedFile("openclaw.json", gateway.RenderConfig(placement, settings)), .. gateway.RenderSecrets(_tokens)], cancellationToken);
        var endpoint = new GatewayEndpoint(new Uri($"http://{await trial.StartAsync(cancellationToken)}:{Port}"));

        await ReadyAsync(image, trial, endpoint, cancellationToken);
        var found = await MethodsAsync(image, endpoint, cancellationToken);
        await PluginsAsync(image, endpoint, cancellationToken);

        if (found != version)
        {
            throw Unfit(image, $"its gateway calls itself {found ?? "nothing"} and not {version}");
        }
    }

    private static CommandException Unfit(string image, string why, Exception? cause = null) =>
        new($"The image {image} is not fit for instances: {why}. It got no name.", cause);

    private async Task ReadyAsync(
        string image, TrialContainer trial, GatewayEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = _handshakeTime };
        var begun = clock.GetTimestamp();

        while (!await IsReadyAsync(http, endpoint, cancellationToken))
        {
            if (await trial.EndAsync(cancellationToken) is { } end)
            {
                throw Unfit(image, $"its gateway {end}: {await trial.LastWordsAsync(cancellationToken)}");
            }

            if (clock.GetElapsedTime(begun) > _startTime)
            {
                throw Unfit(
                    image,
                    $"its gateway was not ready within {_startTime.TotalMinutes} minutes: "
                    + await trial.LastWordsAsync(cancellationToken));
            }

            await Task.Delay(_pause, clock, cancellationToken);
        }
    }

    private static async Task<bool> IsReadyAsync(
        HttpClient http, GatewayEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(endpoint.BaseAddress, "/readyz"));

        foreach (var (name, value) in ServiceIdentity.Headers)
        {
            request.Headers.Add(name, value);
        }

        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException
            || (fault is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    // The list may still grow for a moment after the gateway is ready.
    private async Task<string?> MethodsAsync(string image, GatewayEndpoint endpoint, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();

        while (true)
        {
            try
            {
                await using var socket = await sockets.ConnectAsync(endpoint, _handshakeTime, cancellationToken);
                var missing = GatewayMethod.All.Where(method => !socket.Methods.Contains(method.Name)).ToList();

                if (missing.Count == 0)
                {
                    return socket.Version;
                }

                if (clock.GetElapsedTime(begun) > _settleTime)
                {
                    throw Unfit(image, $"its gateway does not offer {string.Join(", ", missing)}");
                }
            }
            catch (ProviderException fault)
            {
                if (!fault.IsTransient || clock.GetElapsedTime(begun) > _settleTime)
                {
                    throw Unfit(image, fault.Message.TrimEnd('.'), fault);
                }
            }

            await Task.Delay(_pause, clock, cancellationToken);
        }
    }

    private async Task PluginsAsync(string image, GatewayEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var report = await gateway.WhatsAppAsync(endpoint, cancellationToken);
            if (_chats.FirstOrDefault(chat => report.Channels.GetValueOrDefault(chat.Channel, ChannelState.Failed) is ChannelState.Failed) is { } lost)
            {
                throw Unfit(image, $"its gateway can't start {lost.Channel.Title}");
            }
        }
        catch (ProviderException fault)
        {
            throw Unfit(image, fault.Message.TrimEnd('.'), fault);
        }
    }
}
