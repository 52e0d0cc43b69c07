using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using NcAspire.Core.Accounts;
using NcAspire.Functions.Api;

namespace NcAspire.Functions.Middleware;

/// <summary>Lets HTTP invocations through with a valid bearer token only, unless the function is marked [AllowAnonymous].</summary>
internal sealed class AuthenticationMiddleware(Authenticate authenticate) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http && !IsAnonymous(context.FunctionDefinition.Name))
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

    // Unknown means not anonymous: forgetting the mark closes a function, never opens one.
    private static bool IsAnonymous(string function) =>
        FunctionCatalog.Methods.TryGetValue(function, out var method) && method.IsDefined(typeof(AllowAnonymousAttribute));
}
