using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using NcAspire.Core.Requests;
using NcAspire.Functions.Api;

namespace NcAspire.Functions.Middleware;

/// <summary>
/// Answers a request that carries an Idempotency-Key once, and repeats the answer. Faults are not kept: the same key may be tried again.
/// A process that dies between the work and its record leaves the work done and the key free after a while; the rules of the instances
/// then decide about the second try.
/// </summary>
internal sealed class IdempotencyMiddleware(IRequestStore requests) : IFunctionsWorkerMiddleware
{
    private const string Header = "Idempotency-Key";
    private const int MaxLength = 128;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(24);

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http
            || !FunctionCatalog.IsIdempotent(context.FunctionDefinition.Name)
            || !http.Request.Headers.TryGetValue(Header, out var values))
        {
            await next(context);
            return;
        }

        if (values is not [{ Length: > 0 and <= MaxLength } key] || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw Problems.Malformed($"The {Header} must be one text of 1 to {MaxLength} visible ASCII characters.");
        }

        var body = await http.Request.ReadBytesAsync(context.CancellationToken);
        http.Request.Body = new MemoryStream(body, writable: false);
        var request = new RequestKey(context.Owner(), $"{http.Request.Method} {http.Request.Path}", key);
        switch (await requests.ClaimAsync(request, SHA256.HashData(body), _patience, _lifetime, context.CancellationToken))
        {
            case RequestClaim.First first:
                await AnswerAsync(context, http, next, request, first.Holder);
                break;
            case RequestClaim.Answered before:
                http.Response.Headers["Idempotent-Replayed"] = "true";
                await new RecordedResult(before.Answer).ExecuteAsync(http);
                break;
            case RequestClaim.InProgress:
                http.Response.Headers.RetryAfter = "1";
                await Problems.RequestInProgress().ExecuteAsync(http);
                break;
            default:
                await Problems.IdempotencyMismatch().ExecuteAsync(http);
                break;
        }
    }

    // What was done is written down even when the caller hangs up: that is whom the key is for.
    private async Task AnswerAsync(
        FunctionContext context, HttpContext http, FunctionExecutionDelegate next, RequestKey request, Guid holder)
    {
        StoredAnswer? answer = null;
        try
        {
            await next(context);
            if (context.GetInvocationResult() is { Value: IResult result } invocation)
            {
                answer = await RecordedResult.RecordAsync(result, http);
                invocation.Value = new RecordedResult(answer);
            }
        }
        finally
        {
            if (answer is { Status: < StatusCodes.Status500InternalServerError })
            {
                await requests.SaveAsync(request, holder, answer, CancellationToken.None);
            }
            else
            {
                await requests.ReleaseAsync(request, holder, CancellationToken.None);
            }
        }
    }
}
