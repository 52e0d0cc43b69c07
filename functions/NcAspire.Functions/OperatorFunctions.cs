using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Contracts;
using NcAspire.Core.Hosts;
using NcAspire.Core.Orphans;
using NcAspire.Functions.Api;
using NcAspire.Functions.Views;

namespace NcAspire.Functions;

/// <summary>What those who run this server look at. Nothing here names a user.</summary>
public sealed class OperatorFunctions(ListHosts hosts, SweepOrphans sweep, IOrphanStore orphans, OrphanOptions options)
{
    [Function("ListHosts")]
    [OperatorOnly]
    [Summary("Every backend: what it has, what instances take of it, and how many more fit.")]
    [Answers(200, typeof(HostListResponse))]
    public async Task<IResult> HostsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/hosts")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var all = await hosts.ExecuteAsync(cancellationToken);
        return TypedResults.Ok(new HostListResponse([.. all.Select(h => h.ToResponse())]));
    }

    [Function("ListOrphans")]
    [OperatorOnly]
    [Summary("What no instance owns, since when, and when it will be removed, or why not. Removes nothing.")]
    [Answers(200, typeof(OrphanListResponse))]
    public Task<IResult> OrphansAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/orphans")] HttpRequest request,
        CancellationToken cancellationToken) =>
        ListAsync(cancellationToken);

    [Function("SweepOrphansNow")]
    [OperatorOnly]
    [Summary("Makes the pass over the backends that a timer makes each minute, now, and answers what no instance owns after it.")]
    [Answers(200, typeof(OrphanListResponse))]
    public async Task<IResult> SweepAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "ops/orphans/sweep")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        await sweep.ExecuteAsync(cancellationToken);
        return await ListAsync(cancellationToken);
    }

    private async Task<IResult> ListAsync(CancellationToken cancellationToken)
    {
        var all = await orphans.ListAsync(cancellationToken);
        return TypedResults.Ok(new OrphanListResponse([.. all.Select(o => o.ToResponse(options))]));
    }
}
