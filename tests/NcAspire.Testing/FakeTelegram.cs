using System.Collections.Concurrent;
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
/// Telegram's Bot API on loopback, as far as a bot that polls needs it (https://core.telegram.org/bots/api): one bot with one token, people
/// who write to it in private, and what it answers them.
/// </summary>
public sealed class FakeTelegram : IAsyncDisposable
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestPoll = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<JsonObject> _updates = [];
    private readonly ConcurrentQueue<string> _told = [];
    private int _last;
    private long _confirmed;

    private FakeTelegram(WebApplication app) => _app = app;

    /// <summary>The only token that it takes.</summary>
    public string Token { get; } = $"123456789:{Guid.NewGuid():N}abc";

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The chats the bot was typing or writing in, once for each time.</summary>
    public IReadOnlyList<string> Told => [.. _told];

    public static async Task<FakeTelegram> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var telegram = new FakeTelegram(builder.Build());
        telegram._app.Run(telegram.AnswerAsync);
        await telegram._app.StartAsync(cancellationToken);
        telegram.Address = new Uri(
            telegram._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        return telegram;
    }

    /// <summary>Somebody writes to the bot.</summary>
    /// <returns>The number of this update.</returns>
    public int Say(long user, string text)
    {
        var number = Interlocked.Increment(ref _last);
        var person = new { id = user, is_bot = false, first_name = "Somebody" };
        _updates.Enqueue(JsonSerializer.SerializeToNode(new
        {
            update_id = number,
            message = new { message_id = number, date = 1_795_190_400, chat = new { id = user, type = "private", first_name = "Somebody" }, from = person, text },
        })!.AsObject());
        return number;
    }

    /// <summary>The bot has asked for what comes after this update, so it has dealt with it.</summary>
    public bool HasTaken(int update) => Interlocked.Read(ref _confirmed) > update;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // POST /bot<token>/<method>, with {"ok":true,"result":…} for an answer.
    private async Task AnswerAsync(HttpContext http)
    {
        var parts = (http.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not [var bot, var method])
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (bot != $"bot{Token}")
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await http.Response.WriteAsJsonAsync(new { ok = false, error_code = 401, description = "Unauthorized" }, http.RequestAborted);
            return;
        }

        var result = await ResultAsync(method, await ReadAsync(http), http.RequestAborted);
        await http.Response.WriteAsJsonAsync(new { ok = true, result }, http.RequestAborted);
    }

    private async Task<object> ResultAsync(string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        switch (method)
        {
            case "getMe":
                return new { id = 123456789, is_bot = true, first_name = "Bot", username = "nc_test_bot" };
            case "getUpdates":
                return await UpdatesAsync(parameters["offset"]?.GetValue<long>() ?? 0, cancellationToken);
            case "sendMessage" or "sendChatAction":
                var chat = parameters["chat_id"]?.ToString() ?? "";
                _told.Enqueue(chat);
                return method is "sendChatAction" ? true : new { message_id = 1_000_000, date = 1_795_190_400, chat = new { id = 1, type = "private" }, text = "" };
            default:
                return true;
        }
    }

    private async Task<IReadOnlyList<JsonObject>> UpdatesAsync(long offset, CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _confirmed, Math.Max(Interlocked.Read(ref _confirmed), offset));
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            JsonObject[] waiting = [.. _updates.Where(update => update["update_id"]!.GetValue<int>() >= offset)];
            if (waiting.Length > 0 || TimeProvider.System.GetElapsedTime(began) > _longestPoll)
            {
                return waiting;
            }

            await Task.Delay(_poll, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<JsonObject> ReadAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync(http.RequestAborted);
        return text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : [];
    }
}
