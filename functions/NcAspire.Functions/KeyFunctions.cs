using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Contracts;
using NcAspire.Core.Audit;
using NcAspire.Core.Secrets;
using NcAspire.Functions.Api;

namespace NcAspire.Functions;

/// <summary>Which master keys wrap the secrets of customers, and wrapping them anew. Nothing here shows a key.</summary>
public sealed class KeyFunctions(RotateKeys rotate, IKeyUseStore uses, IMasterKeys masters)
{
    [Function("ListKeys")]
    [OperatorOnly]
    [Summary("How many secrets each master key wraps.")]
    [Answers(200, typeof(KeyListResponse))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/keys")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var all = await uses.ListAsync(cancellationToken);
        var current = (await masters.CurrentAsync(cancellationToken)).Id;
        var unused = all.Any(use => use.KeyId == current) ? [] : (KeyUse[])[new KeyUse(current, 0)];
        return TypedResults.Ok(new KeyListResponse(
            [.. all.Concat(unused).Select(use => new KeyResponse(use.KeyId, use.KeyId == current, use.Secrets))]));
    }

    [Function("RotateKeys")]
    [OperatorOnly]
    [Summary("Wraps some hundred data keys with the current master key, online; call it until none is left.")]
    [Answers(200, typeof(KeyRotationResponse))]
    public async Task<IResult> RotateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "ops/keys/rotate")] HttpRequest request,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var (current, total, left, rewrapped, unreadable) =
            await rotate.ExecuteAsync(new Actor(null, context.Address(request)), cancellationToken);
        return TypedResults.Ok(new KeyRotationResponse(current, total, left, rewrapped, unreadable));
    }
}
