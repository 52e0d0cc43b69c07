using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Contracts;
using NcAspire.Core.Workflows;
using NcAspire.Functions.Api;
using NcAspire.Functions.Views;

namespace NcAspire.Functions;

/// <summary>What became of a request that was answered with 202.</summary>
public sealed class OperationFunctions(IOperationStore operations, WorkflowCatalog workflows)
{
    [Function("GetOperation")]
    [Summary("An operation with its steps; it outlives the instance.")]
    [Answers(200, typeof(OperationResponse))]
    [Refuses(404, ProblemTypes.NotFound)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "operations/{id}")] HttpRequest request,
        string id,
        FunctionContext context,
        CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var key)
        && await operations.FindAsync(context.Owner(), new OperationId(key), cancellationToken) is var (operation, steps)
            ? TypedResults.Ok(operation.ToResponse(steps, workflows))
            : Problems.NotFound();
}
