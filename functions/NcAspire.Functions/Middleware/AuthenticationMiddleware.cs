using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using NcAspire.Core.Accounts;
using NcAspire.Functions.Api;

namespace NcAspire.Functions.Middleware;

/// <summary>
/// Lets HTTP invocations through with a valid bearer token only, unless the function is marked [AllowAnonymous] or
/// [OperatorOnly], which <see cref="OperatorMiddleware"/> answers for.
/// </summary>
internal sealed class AuthenticationMiddleware(Authenticate authenticate) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var function = context.FunctionDefinition.Name;
        if (context.GetHttpContext() is { } http && !FunctionCatalog.IsAnonymous(function) && !FunctionCatalog.IsOperatorOnly(function))
        {
            var session = BearerToken.Of(http.Request) is { } token
                ? await authenticate.ExecuteAsync(token, context.CancellationToken)
                : null;
            if (session is null)
            {
                await http.Request.DiscardAsync(context.CancellationToken);
                http.Response.Headers.WWWAuthenticate = "Bearer";
                await Problems.Unauthenticated().ExecuteAsync(http);
                return;
            }

            context.SignIn(session);
        }

        await next(context);
    }
}
