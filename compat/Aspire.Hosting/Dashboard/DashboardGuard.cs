using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Aspire.Hosting.Dashboard;

/// <summary>Lets in who has the token, first in the address and then in a cookie, under a name of this machine only.</summary>
internal sealed class DashboardGuard(string token)
{
    private const string SecurityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = SecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";

        // A foreign name that resolves to 127.0.0.1 would make another site's script our same origin (DNS rebinding).
        if (context.Request.Host.Host is not ("localhost" or "127.0.0.1" or "[::1]"))
        {
            await RefuseAsync(context, StatusCodes.Status421MisdirectedRequest, "The dashboard answers on localhost only.");
            return;
        }

        if (context.Request.Path != "/login" && !IsToken(context.Request.Cookies[CookieName(context)]))
        {
            await RefuseAsync(
                context, StatusCodes.Status401Unauthorized, "Open the dashboard with the address that the terminal shows.");
            return;
        }

        await next(context);
    }

    public IResult Login(HttpContext context)
    {
        if (!IsToken(context.Request.Query["t"]))
        {
            return Results.Text(
                "This address is not valid any more. Open the one that the terminal shows.",
                statusCode: StatusCodes.Status401Unauthorized);
        }

        context.Response.Cookies.Append(
            CookieName(context),
            token,
            new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true });
        return Results.Redirect("/");
    }

    // Cookies do not know ports: the name keeps two dashboards of one machine apart.
    private static string CookieName(HttpContext context) => $"dashboard-{context.Connection.LocalPort}";

    private bool IsToken(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _token);

    private static Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(sentence);
    }
}
