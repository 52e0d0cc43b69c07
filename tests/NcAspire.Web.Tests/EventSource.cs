using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace NcAspire.Web.Tests;

/// <summary>An event stream at the far end: a test writes it, and sees readers come and go.</summary>
internal sealed class EventSource
{
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private readonly Channel<bool> _opened = Channel.CreateUnbounded<bool>();
    private readonly Channel<bool> _closed = Channel.CreateUnbounded<bool>();

    /// <summary>Waits until another reader has opened the stream.</summary>
    public async Task OpenedAsync() => await _opened.Reader.ReadAsync(Site.Deadline());

    /// <summary>Waits until another reader has left.</summary>
    public async Task ClosedAsync() => await _closed.Reader.ReadAsync(Site.Deadline());

    public void Send(string name, object data) =>
        _events.Writer.TryWrite($"event: {name}\ndata: {JsonSerializer.Serialize(data, JsonSerializerOptions.Web)}\n\n");

    /// <summary>Breaks the connection of the reader who is on it, as a crash or a proxy would.</summary>
    public void Break() => _events.Writer.TryWrite("");

    public async Task ServeAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("retry: 100\n\n", context.RequestAborted);
        _opened.Writer.TryWrite(true);

        try
        {
            await foreach (var text in _events.Reader.ReadAllAsync(context.RequestAborted))
            {
                if (text.Length == 0)
                {
                    context.Abort();
                    return;
                }

                await context.Response.WriteAsync(text, context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            _closed.Writer.TryWrite(true);
        }
    }
}
