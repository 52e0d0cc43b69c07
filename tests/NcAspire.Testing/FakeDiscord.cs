using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace NcAspire.Testing;

/// <summary>
/// Discord's REST API and gateway on loopback (https://discord.com/developers/docs/events/gateway), as far as a bot needs them that people write to
/// in private: one bot, one token, and what it answers.
/// </summary>
public sealed class FakeDiscord : IAsyncDisposable
{
    private const string Bot = "100000000000000001";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _told = [];
    private WebSocket? _socket;
    private int _last;

    private FakeDiscord(WebApplication app) => _app = app;

    /// <summary>The only token that it takes.</summary>
    public string Token { get; } = $"MTAwMDAwMDAwMDAwMDAwMDAx.GabcdE.{Guid.NewGuid():N}";

    /// <summary>What DISCORD_API_URL is to be.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The intents that the bot asked for last, as Discord counts them.</summary>
    public int Intents { get; private set; }

    /// <summary>The channels the bot was typing or writing in, once for each time.</summary>
    public IReadOnlyList<string> Told => [.. _told];

    public static async Task<FakeDiscord> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var discord = new FakeDiscord(builder.Build());
        discord._app.UseWebSockets();
        discord._app.Run(discord.AnswerAsync);
        await discord._app.StartAsync(cancellationToken);
        var address = discord._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        discord.Address = new Uri($"{address}/api/v10");
        return discord;
    }

    /// <summary>The channel of this user with the bot.</summary>
    public static string ChannelOf(string user) => $"9{user[1..]}";

    /// <summary>Somebody writes to the bot.</summary>
    public Task SayAsync(string user, string text, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _last);
        return DispatchAsync(
            _socket ?? throw new InvalidOperationException("The bot is not connected."),
            "MESSAGE_CREATE",
            number + 1,
            new
            {
                id = $"{800_000_000_000_000_000 + number}",
                channel_id = ChannelOf(user),
                author = Person(user),
                content = text,
                timestamp = "2026-11-20T00:00:00+00:00",
                edited_timestamp = (string?)null,
                tts = false,
                mention_everyone = false,
                mentions = Array.Empty<object>(),
                mention_roles = Array.Empty<object>(),
                attachments = Array.Empty<object>(),
                embeds = Array.Empty<object>(),
                pinned = false,
                type = 0,
                channel_type = 1,
            },
            cancellationToken);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static object Person(string user) => new { id = user, username = "somebody", discriminator = "0", global_name = "Somebody", avatar = (string?)null, bot = user == Bot };

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.WebSockets.IsWebSocketRequest)
        {
            await LinkAsync(await http.WebSockets.AcceptWebSocketAsync(), http.RequestAborted);
        }
        else if (http.Request.Headers.Authorization != $"Bot {Token}")
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await http.Response.WriteAsJsonAsync(new { message = "401: Unauthorized", code = 0 }, http.RequestAborted);
        }
        else
        {
            await http.Response.WriteAsJsonAsync(Result(http.Request), http.RequestAborted);
        }
    }

    // /api/v10/channels/<id>/messages and the like
    private object Result(HttpRequest request)
    {
        switch ((request.Path.Value ?? "").Split('/')[3..])
        {
            case ["gateway", "bot"]:
                return new
                {
                    url = $"ws://{Address.Authority}/link",
                    shards = 1,
                    session_start_limit = new { total = 1000, remaining = 999, reset_after = 0, max_concurrency = 1 },
                };
            case ["users", "@me"]:
                return Person(Bot);
            case ["channels", var channel]:
                return new { id = channel, type = 1, recipients = new[] { Person($"1{channel[1..]}") } };
            case ["channels", var channel, "messages" or "typing"] when HttpMethods.IsPost(request.Method):
                _told.Enqueue(channel);
                return new { id = "700000000000000001", channel_id = channel, content = "", author = Person(Bot), type = 0 };
            case [.., "commands"]:
                return Array.Empty<object>();
            default:
                return new { id = Bot, flags = 0 };
        }
    }

    // HELLO, then the bot's IDENTIFY, then READY, or the code for a token that is not taken.
    private async Task LinkAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        await SendAsync(socket, new { op = 10, d = new { heartbeat_interval = 41_250 } }, cancellationToken);
        var buffer = new byte[64 * 1024];
        while (await ReceiveAsync(socket, buffer, cancellationToken) is { } message)
        {
            switch (message["op"]?.GetValue<int>())
            {
                case 1:
                    await SendAsync(socket, new { op = 11 }, cancellationToken);
                    break;
                case 2 when message["d"] is JsonObject identity && identity["token"]?.GetValue<string>() == Token:
                    Intents = identity["intents"]?.GetValue<int>() ?? 0;
                    _socket = socket;
                    await DispatchAsync(
                        socket,
                        "READY",
                        1,
                        new { v = 10, user = Person(Bot), guilds = Array.Empty<object>(), session_id = "nc", resume_gateway_url = $"ws://{Address.Authority}/link", application = new { id = Bot, flags = 0 } },
                        cancellationToken);
                    break;
                case 2 or 6:
                    await socket.CloseAsync((WebSocketCloseStatus)4004, "Authentication failed.", cancellationToken);
                    return;
            }
        }
    }

    private static async Task<JsonObject?> ReceiveAsync(WebSocket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            var received = await socket.ReceiveAsync(buffer, cancellationToken);
            return received.MessageType is WebSocketMessageType.Close ? null : JsonNode.Parse(buffer.AsSpan(0, received.Count))?.AsObject();
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException)
        {
            return null;
        }
    }

    private static Task DispatchAsync(WebSocket socket, string name, int sequence, object data, CancellationToken cancellationToken) =>
        SendAsync(socket, new { op = 0, t = name, s = sequence, d = data }, cancellationToken);

    private static Task SendAsync(WebSocket socket, object message, CancellationToken cancellationToken) =>
        socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
}
