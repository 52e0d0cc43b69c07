using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using NcAspire.Core.Audit;
using NcAspire.Core.Operators;
using NcAspire.Functions.Api;

namespace NcAspire.Functions.Middleware;

/// <summary>
/// Lets invocations of functions marked [OperatorOnly] through with the operators' token only, and audits those that change something or tell of people, and those that are refused.
/// </summary>
internal sealed class OperatorMiddleware(AuthenticateOperator authenticate, IAuditLog audit) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var function = context.FunctionDefinition.Name;
        if (context.GetHttpContext() is not { } http || !FunctionCatalog.IsOperatorOnly(function))
        {
            await next(context);
            return;
        }

        var address = context.Address(http.Request);
        if (await RefusalAsync(http, address, context.CancellationToken) is { } refusal)
        {
            await http.Request.DiscardAsync(context.CancellationToken);
            await refusal.ExecuteAsync(http);
            return;
        }

        // Before it is done: what is not written down must not happen.
        if (FunctionCatalog.IsAudited(function, http.Request.Method))
        {
            await audit.AddAsync(
                new AuditEntry(new Actor(null, address), null, "operator.call", $"{http.Request.Method} {http.Request.Path}"),
                context.CancellationToken);
        }

        await next(context);
    }

    private async Task<IResult?> RefusalAsync(HttpContext http, string address, CancellationToken cancellationToken)
    {
        switch (await authenticate.ExecuteAsync(BearerToken.Of(http.Request), address, cancellationToken))
        {
            case OperatorOutcome.Allowed:
                return null;
            case OperatorOutcome.TooMany tooMany:
                return Problems.TooManyRequests(http.Response, tooMany.RetryAfter);
            case OperatorOutcome.Refused:
                await audit.AddAsync(new AuditEntry(new Actor(null, address), null, "operator.refused", null), cancellationToken);
                http.Response.Headers.WWWAuthenticate = "Bearer";
                return Problems.NotAnOperator();
            default:
                return Problems.NotFound();
        }
    }
}
