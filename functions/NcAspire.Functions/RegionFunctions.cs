using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Contracts;
using NcAspire.Core.Instances;
using NcAspire.Functions.Api;

namespace NcAspire.Functions;

/// <summary>Where instances can be created.</summary>
public sealed class RegionFunctions(ListRegions regions)
{
    [Function("ListRegions")]
    [Summary("The regions that take new instances, the default one first.")]
    [Answers(200, typeof(RegionListResponse))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "regions")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var enabled = (await regions.ExecuteAsync(cancellationToken)).Where(r => r.IsEnabled);
        return TypedResults.Ok(new RegionListResponse(
            [.. enabled.Select(r => new RegionResponse(r.Code, r.Name, r.Provider, r.IsDefault))]));
    }
}
