using Microsoft.AspNetCore.Authentication;

namespace NcAspire.Web.Security;

/// <summary>Forgets a session that the API has ended, and asks to log in again.</summary>
internal sealed class SessionEnd(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (SessionEndedException) when (!context.Response.HasStarted)
        {
            await context.SignOutAsync();
            context.Response.Redirect(ReturnUrl.ToLogin(context.Request.Path));
        }
    }
}
