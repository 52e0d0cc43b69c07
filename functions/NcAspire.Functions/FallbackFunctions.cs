using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Functions.Api;

namespace NcAspire.Functions;

/// <summary>Answers what no other function does, in the words of a problem like everything else.</summary>
public sealed class FallbackFunctions(ApiRoutes routes)
{
    [Function("Fallback")]
    [AllowAnonymous]
    public IResult Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get", "head", "post", "put", "patch", "delete", "options", "trace",
            Route = ApiRoutes.Anything)] HttpRequest request)
    {
        request.Path.StartsWithSegments("/api", out var path);
        var methods = routes.MethodsAt(path);
        if (methods.Count is 0)
        {
            return Problems.NotFound();
        }

        request.HttpContext.Response.Headers.Allow = string.Join(", ", methods);
        return Problems.MethodNotAllowed(methods);
    }
}
