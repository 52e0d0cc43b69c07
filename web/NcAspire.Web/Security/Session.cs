using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using NcAspire.Contracts;
using NcAspire.Web.Clients;

namespace NcAspire.Web.Security;

/// <summary>
/// The browser's session: an HttpOnly cookie that holds the API's opaque token, encrypted by Data Protection, and ends
/// when the token does. Whether the token is still good is the API's to say, at every call.
/// </summary>
public static class Session
{
    /// <summary>Name of the API token among the cookie's tokens.</summary>
    public const string Token = "api";

    public static IServiceCollection AddBrowserSession(this IServiceCollection services)
    {
        services.AddAuthorization();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.LoginPath = "/login";
            options.ReturnUrlParameter = ReturnUrl.Parameter;
            options.SlidingExpiration = false;
            options.CookieManager = new SessionCookies();
            options.Cookie.HttpOnly = true;
            options.Cookie.Path = "/";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;

            // Lax, not Strict: whoever follows a link to his instance from a chat or a mail should arrive logged in.
            options.Cookie.SameSite = SameSiteMode.Lax;
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "nc-form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });

        return services;
    }

    /// <summary>POST /logout: ends the session at the API and here.</summary>
    public static void MapLogout(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/logout", async (HttpContext context, NcAspireClient api) =>
        {
            if (context.User.Identity is { IsAuthenticated: true })
            {
                await EndAsync(context, api);
            }

            return Results.LocalRedirect("/");
        }).WithMetadata(new RequireAntiforgeryTokenAttribute());

    public static Task StartAsync(HttpContext context, string email, SessionResponse session)
    {
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, session.UserId.ToString()), new Claim(ClaimTypes.Email, email)],
            CookieAuthenticationDefaults.AuthenticationScheme);
        var properties = new AuthenticationProperties { IsPersistent = true, ExpiresUtc = session.ExpiresAt };
        properties.StoreTokens([new AuthenticationToken { Name = Token, Value = session.Token }]);

        return context.SignInAsync(new ClaimsPrincipal(identity), properties);
    }

    private static async Task EndAsync(HttpContext context, NcAspireClient api)
    {
        try
        {
            // Unreachable or not: the browser forgets its token, and the API's copy ends by its expiry.
            await api.LogOutAsync(context.RequestAborted);
        }
        catch (SessionEndedException)
        {
            // Already over, as wanted.
        }

        await context.SignOutAsync();
    }
}
