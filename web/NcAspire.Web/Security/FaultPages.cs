using Microsoft.AspNetCore.Diagnostics;

namespace NcAspire.Web.Security;

/// <summary>
/// The page that replaces a failed answer is fetched, whatever the failed request was: posting to it would ask it for a
/// form that it has not.
/// </summary>
internal sealed class FaultPages(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IExceptionHandlerFeature>() is not null
            || context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
        {
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    }
}
