using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Aspire.Hosting.Orchestration;
using Microsoft.AspNetCore.Http;

namespace Aspire.Hosting.Dashboard;

/// <summary>The two event streams of the page: what the resources are doing, and what they write.</summary>
internal sealed class DashboardStreams(ResourceBoard board, LogStore logs, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan _refresh = TimeSpan.FromSeconds(1);

    /// <summary>Every second all rows, with the uptime as the person reads it.</summary>
    public Task ResourcesAsync(HttpContext context) => StreamAsync(context, RowsAsync);

    /// <summary>Lines of one resource (?resource=name) or of all; goes on after the last seen one when reconnected.</summary>
    public Task LogsAsync(HttpContext context)
    {
        var resource = context.Request.Query["resource"] is [{ Length: > 0 } name] ? name : null;
        _ = long.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var lastId);
        return StreamAsync(context, token => LinesAsync(resource, lastId, token));
    }

    private async IAsyncEnumerable<SseItem<string>> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_refresh, time);

        do
        {
            var now = time.GetUtcNow();
            var rows = board.Snapshot().Select(status => ResourceRow.Of(status, now));
            yield return new SseItem<string>(JsonSerializer.Serialize(rows, JsonSerializerOptions.Web));
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async IAsyncEnumerable<SseItem<string>> LinesAsync(
        string? resource, long afterId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in logs.ReadAsync(resource, afterId, cancellationToken))
        {
            yield return new SseItem<string>(JsonSerializer.Serialize(line, JsonSerializerOptions.Web))
            {
                EventId = line.Id.ToString(CultureInfo.InvariantCulture),
            };
        }
    }

    private async Task StreamAsync(HttpContext context, Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> items)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/event-stream";

        try
        {
            await context.Response.Body.FlushAsync(either.Token);
            await SseFormatter.WriteAsync(items(either.Token), context.Response.Body, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The reader went away, or the application stops.
        }
    }
}
