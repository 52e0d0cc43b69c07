using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Contracts;
using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;
using NcAspire.Functions.Api;
using NcAspire.Functions.Views;

namespace NcAspire.Functions;

/// <summary>Which model an instance answers with, and the keys it has. Keys go in and never come out.</summary>
public sealed class LlmFunctions(ChangeLlm change)
{
    private readonly LlmCatalogResponse _catalog = LlmViews.Catalog;

    [Function("GetLlmCatalog")]
    [Summary("Which keys can be given and where one gets them, and whose models can be chosen.")]
    [Answers(200, typeof(LlmCatalogResponse))]
    public IResult Catalog(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "llm/catalog")] HttpRequest request) =>
        TypedResults.Ok(_catalog);

    [Function("SetLlm")]
    [Limited(Limit.KeyWrite)]
    [Summary("Sets the model and writes or removes keys, all of it or nothing.")]
    [Takes(typeof(SetLlmRequest))]
    [Answers(202, typeof(InstanceResponse))]
    [Refuses(404, ProblemTypes.NotFound)]
    [Refuses(409, ProblemTypes.InstanceState, ProblemTypes.OperationInProgress)]
    [Refuses(422, ProblemTypes.InvalidRequest)]
    public async Task<IResult> SetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "instances/{slug}/llm")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<SetLlmRequest>(cancellationToken);
        if (Slug.TryParse(slug) is not { } name)
        {
            return Problems.NotFound();
        }

        var keys = body.Keys ?? new Dictionary<string, string?>();
        return await change.ExecuteAsync(context.Owner(), name, body.Model, keys, context.Actor(request), cancellationToken) switch
        {
            LlmOutcome.Invalid invalid => Problems.Invalid(invalid.Field, invalid.Complaint),
            LlmOutcome.Decided decided => InstanceFunctions.Answer(decided.Outcome),
            _ => Problems.NotFound(),
        };
    }
}
