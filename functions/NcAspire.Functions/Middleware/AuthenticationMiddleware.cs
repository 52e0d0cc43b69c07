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
            if (!await IsKnownAsync(context, BearerToken.Of(http.Request)))
            {
                await http.Request.DiscardAsync(context.CancellationToken);
                http.Response.Headers.WWWAuthenticate = "Bearer";
                await Problems.Unauthenticated().ExecuteAsync(http);
                return;
            }
        }

        await next(context);
    }

    private async Task<bool> IsKnownAsync(FunctionContext context, string? token)
    {
        if (token is null)
        {
            return false;
        }

        if (!FunctionCatalog.WantsInstances(context.FunctionDefinition.Name))
        {
            return SignIn(context, await authenticate.ExecuteAsync(token, context.CancellationToken));
        }

        var caller = await authenticate.WithInstancesAsync(token, context.CancellationToken);
        context.Bring(caller?.Instances ?? []);
        return SignIn(context, caller?.Caller);
    }

    private static bool SignIn(FunctionContext context, Session? session)
    {
        if (session is not null)
        {
            context.SignIn(session);
        }

        return session is not null;
    }
}
