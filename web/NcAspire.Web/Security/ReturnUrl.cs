namespace NcAspire.Web.Security;

/// <summary>Where to go after logging in: only ever a path of this site.</summary>
public static class ReturnUrl
{
    public const string Parameter = "returnUrl";
    public const string Default = "/instances";

    /// <summary>The path to go back to, or <see cref="Default"/> when the one given could lead elsewhere.</summary>
    public static string Local(string? asked) => IsLocal(asked) ? asked : Default;

    /// <summary>The login page, saying that the session ended, and the way back.</summary>
    public static string ToLogin(PathString path) => $"/login?ended=true&{Parameter}={Uri.EscapeDataString(path.ToString())}";

    // "//host" and "/\host" name another site, and browsers drop tabs and line breaks before they look.
    private static bool IsLocal([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? url) =>
        url is ['/', ..] and not ['/', '/' or '\\', ..] && !url.Any(char.IsControl);
}
