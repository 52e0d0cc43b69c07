using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Contracts;
using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;
using NcAspire.Functions.Api;
using NcAspire.Functions.Events;

namespace NcAspire.Functions;

/// <summary>The live view of one instance.</summary>
public sealed class EventFunctions(IInstanceStore instances, InstanceWatcher watcher, Authenticate authenticate, TimeProvider clock)
{
    [Function("WatchInstance")]
    [Summary("Server-sent events: status, step, qr, connected, error, deleted; a comment every 15 seconds as heartbeat.")]
    [Answers(200, ContentType = "text/event-stream")]
    [Refuses(404, ProblemTypes.NotFound)]
    public async Task<IResult> WatchAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "instances/{slug}/events")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken) =>
        Slug.TryParse(slug) is { } name && await instances.FindAsync(context.Owner(), name, cancellationToken) is { } found
            ? new EventStreamResult(
                watcher.WatchAsync(found.Instance, cancellationToken), token => IsSignedInAsync(request, token), clock, cancellationToken)
            : Problems.NotFound();

    private async Task<bool> IsSignedInAsync(HttpRequest request, CancellationToken cancellationToken) =>
        await authenticate.ExecuteAsync(BearerToken.Of(request) ?? "", cancellationToken) is not null;
}
