using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NcAspire.Functions.Api;

namespace NcAspire.Functions.Events;

/// <summary>
/// Writes server-sent events as they come, and a comment now and then, so that no proxy takes the stream for dead. With each comment the
/// caller's right to the stream is checked anew: it ends soon after the session does.
/// </summary>
internal sealed class EventStreamResult(
    IAsyncEnumerable<ServerEvent> events,
    Func<CancellationToken, Task<bool>> isStillAllowed,
    TimeProvider clock,
    CancellationToken cancellationToken) : IResult
{
    private static readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers["X-Accel-Buffering"] = "no";

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var source = events.GetAsyncEnumerator(ending.Token);
        var next = source.MoveNextAsync().AsTask();
        var beat = Task.Delay(_heartbeat, clock, ending.Token);
        try
        {
            while (true)
            {
                if (await Task.WhenAny(next, beat) == next)
                {
                    if (!await next)
                    {
                        return;
                    }

                    await response.WriteAsync(Format(source.Current), cancellationToken);
                    next = source.MoveNextAsync().AsTask();
                }
                else
                {
                    if (!await isStillAllowed(cancellationToken))
                    {
                        return;
                    }

                    await response.WriteAsync(": heartbeat\n\n", cancellationToken);
                    beat = Task.Delay(_heartbeat, clock, ending.Token);
                }

                await response.Body.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            // The enumerator must not be disposed while it moves.
            await ending.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // event: status
    // data: {"id":"…","slug":"first",…}
    private static string Format(ServerEvent news) =>
        $"event: {news.Name}\ndata: {JsonSerializer.Serialize(news.Data, news.Data.GetType(), Json.Answers)}\n\n";
}
