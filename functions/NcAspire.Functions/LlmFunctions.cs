using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Contracts;
using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Functions.Api;
using NcAspire.Functions.Views;

namespace NcAspire.Functions;

/// <summary>Which model an instance answers with, and the keys it has. Keys go in and never come out.</summary>
public sealed class LlmFunctions(ChangeLlm change, CheckKey check)
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
    [Summary("Sets the model and who has its key, and writes or removes keys: all of it or nothing.")]
    [Takes(typeof(SetLlmRequest))]
    [Answers(202, typeof(InstanceResponse))]
    [Refuses(404, ProblemTypes.NotFound)]
    [Refuses(409, ProblemTypes.InstanceState, ProblemTypes.OperationInProgress, ProblemTypes.SettingsConflict)]
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
        return await change.ExecuteAsync(context.Owner(), name, body.Model, body.Direct, keys, context.Actor(request), cancellationToken) switch
        {
            LlmOutcome.Invalid invalid => Problems.Invalid(invalid.Field, invalid.Complaint),
            LlmOutcome.Decided decided => InstanceFunctions.Answer(decided.Outcome),
            _ => Problems.NotFound(),
        };
    }

    [Function("CheckKey")]
    [Limited(Limit.KeyWrite)]
    [Summary("Asks the vendor what it says to a saved key, by a request that costs nothing.")]
    [Takes(typeof(CheckKeyRequest))]
    [Answers(200, typeof(CheckKeyResponse))]
    [Refuses(404, ProblemTypes.NotFound)]
    [Refuses(422, ProblemTypes.InvalidRequest)]
    public async Task<IResult> CheckAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "instances/{slug}/llm/check")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<CheckKeyRequest>(cancellationToken);
        if (Slug.TryParse(slug) is not { } name)
        {
            return Problems.NotFound();
        }

        switch (await check.ExecuteAsync(context.Owner(), name, body.Name, cancellationToken))
        {
            case CheckKeyOutcome.Asked asked:
                return TypedResults.Ok(new CheckKeyResponse(body.Name, Names.Of(asked.Verdict), LlmViews.Sentence(asked.Vendor, asked.Verdict)));
            case CheckKeyOutcome.Invalid invalid:
                return Problems.Invalid("name", invalid.Complaint);
            default:
                return Problems.NotFound();
        }
    }
}
