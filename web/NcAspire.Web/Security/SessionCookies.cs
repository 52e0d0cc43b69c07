using Microsoft.AspNetCore.Authentication.Cookies;

namespace NcAspire.Web.Security;

/// <summary>
/// Names the session cookie by the connection: over https <c>__Host-nc</c>, which browsers accept only when it is secure
/// and belongs to this very host; over plain http, as on a developer's machine, a plain name.
/// </summary>
internal sealed class SessionCookies : ICookieManager
{
    public const string SecureName = "__Host-nc";
    public const string PlainName = "nc";

    private readonly ChunkingCookieManager _inner = new();

    public string? GetRequestCookie(HttpContext context, string key) => _inner.GetRequestCookie(context, Name(context));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _inner.AppendResponseCookie(context, Name(context), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        _inner.DeleteCookie(context, Name(context), options);

    private static string Name(HttpContext context) => context.Request.IsHttps ? SecureName : PlainName;
}
