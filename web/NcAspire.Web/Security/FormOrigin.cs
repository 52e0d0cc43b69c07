using Microsoft.AspNetCore.Antiforgery;

namespace NcAspire.Web.Security;

/// <summary>
/// Refuses a post that comes from no form of ours. The framework only notes that the token is wrong and leaves the answer
/// to whatever binds the form; here no endpoint can forget.
/// </summary>
internal sealed class FormOrigin(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method)
            && context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }

        return next(context);
    }
}
