using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
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
/// Slack's Web API and Socket Mode on loopback (https://docs.slack.dev/apis/events-api/using-socket-mode), as far as an app needs them that people
/// write to in private: one app, its two tokens, and what it answers.
/// </summary>
public sealed class FakeSlack : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _told = [];
    private readonly ConcurrentDictionary<string, byte> _taken = [];
    private WebSocket? _socket;
    private int _last;

    private FakeSlack(WebApplication app) => _app = app;

    /// <summary>The only tokens that it takes.</summary>
    public string BotToken { get; } = $"xoxb-{Guid.NewGuid():N}";

    public string AppToken { get; } = $"xapp-{Guid.NewGuid():N}";

    /// <summary>What SLACK_API_URL is to be.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The conversations that the app wrote in, once for each time.</summary>
    public IReadOnlyList<string> Told => [.. _told];

    public static async Task<FakeSlack> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var slack = new FakeSlack(builder.Build());
        slack._app.UseWebSockets();
        slack._app.Run(slack.AnswerAsync);
        await slack._app.StartAsync(cancellationToken);
        var address = slack._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        slack.Address = new Uri($"{address}/api/");
        return slack;
    }

    /// <summary>The conversation of this user with the app.</summary>
    public static string ConversationOf(string user) => $"D{user[1..]}";

    /// <summary>Somebody writes to the app.</summary>
    /// <returns>What <see cref="HasTaken"/> asks for.</returns>
    public async Task<string> SayAsync(string user, string text, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _last);
        var envelope = $"envelope-{number}";
        var time = $"1795190{number:000}.000100";
        await SendAsync(
            _socket ?? throw new InvalidOperationException("The app is not connected."),
            new
            {
                envelope_id = envelope,
                type = "events_api",
                accepts_response_payload = false,
                payload = new
                {
                    type = "event_callback",
                    team_id = "T0NCTEST1",
                    api_app_id = "A0NCTEST1",
                    event_id = $"Ev{number}",
                    event_time = 1_795_190_000 + number,
                    @event = new { type = "message", channel_type = "im", channel = ConversationOf(user), user, text, ts = time, event_ts = time },
                },
            },
            cancellationToken);
        return envelope;
    }

    /// <summary>The app has said that it has it.</summary>
    public bool HasTaken(string envelope) => _taken.ContainsKey(envelope);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.WebSockets.IsWebSocketRequest)
        {
            await LinkAsync(await http.WebSockets.AcceptWebSocketAsync(), http.RequestAborted);
            return;
        }

        var method = http.Request.Path.Value?.Split('/')[^1];
        var parameters = await ReadAsync(http);
        var wanted = method is "apps.connections.open" ? AppToken : BotToken;
        var given = http.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        await http.Response.WriteAsJsonAsync(
            given == wanted ? Result(method, parameters) : new { ok = false, error = "invalid_auth" }, http.RequestAborted);
    }

    private object Result(string? method, Dictionary<string, string> parameters)
    {
        var channel = parameters.GetValueOrDefault("channel", "");
        switch (method)
        {
            case "auth.test":
                return new
                {
                    ok = true,
                    url = "https://nc-test.slack.example/",
                    team = "Test",
                    user = "bot",
                    team_id = "T0NCTEST1",
                    user_id = "U0NCBOT01",
                    bot_id = "B0NCBOT01",
                };
            case "apps.connections.open":
                return new { ok = true, url = $"ws://{Address.Authority}/link" };
            case "conversations.info":
                return new { ok = true, channel = new { id = channel, is_im = true, user = $"U{channel[1..]}" } };
            case "chat.postMessage" or "chat.startStream" or "assistant.threads.setStatus" or "reactions.add":
                _told.Enqueue(channel.Length > 0 ? channel : parameters.GetValueOrDefault("channel_id", ""));
                return new { ok = true, channel, ts = "1795199999.000100" };
            case "users.info":
                return new { ok = true, user = new { id = parameters.GetValueOrDefault("user"), name = "somebody", real_name = "Somebody" } };
            default:
                return new { ok = true };
        }
    }

    private async Task LinkAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        _socket = socket;
        await SendAsync(
            socket, new { type = "hello", num_connections = 1, connection_info = new { app_id = "A0NCTEST1" } }, cancellationToken);
        var buffer = new byte[64 * 1024];
        while (await ReceiveAsync(socket, buffer, cancellationToken) is { } message)
        {
            if (message["envelope_id"]?.GetValue<string>() is { } envelope)
            {
                _taken.TryAdd(envelope, 0);
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

    private static Task SendAsync(WebSocket socket, object message, CancellationToken cancellationToken) =>
        socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    // Forms and JSON are both in use.
    private static async Task<Dictionary<string, string>> ReadAsync(HttpContext http)
    {
        if (http.Request.HasFormContentType)
        {
            return (await http.Request.ReadFormAsync(http.RequestAborted)).ToDictionary(field => field.Key, field => field.Value.ToString());
        }

        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(http.RequestAborted);
        return text.StartsWith('{')
            ? JsonNode.Parse(text)!.AsObject().ToDictionary(field => field.Key, field => field.Value?.ToString() ?? "")
            : http.Request.Query.ToDictionary(field => field.Key, field => field.Value.ToString());
    }
}
