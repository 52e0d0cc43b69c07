using System.Net;

namespace NcAspire.Compute.Docker.Guard;

/// <summary>
/// Where the guard listens: <c>http://127.0.0.1:7073</c> or <c>unix:///run/ncaspire/guard.sock</c>. Exactly one of both parts is set.
/// Nothing here is encrypted, so there is no other kind of address.
/// </summary>
internal sealed record GuardAddress(IPEndPoint? Loopback, string? Socket)
{
    // sun_path of Linux and macOS, with its final zero.
    private const int LongestSocket = 103;

    /// <summary>Null when it is anything else: another scheme or host, a path, a query, a user.</summary>
    public static GuardAddress? TryParse(string? text)
    {
        if (text is null || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            return null;
        }

        return uri.Scheme switch
        {
            "unix" when uri.AbsolutePath is { Length: > 1 and <= LongestSocket } path
                && text == $"unix://{path}" && Path.GetFullPath(path) == path => new GuardAddress(null, path),
            "http" when uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" } && LoopbackOf(uri.DnsSafeHost) is { } loopback =>
                new GuardAddress(new IPEndPoint(loopback, uri.Port), null),
            _ => null,
        };
    }

    /// <summary>What is said about an address that can't be used.</summary>
    public static string Complaint(string setting) =>
        $"{setting} must be a loopback address such as http://127.0.0.1:7073 or a socket such as unix:///run/ncaspire/guard.sock.";

    public override string ToString() => Socket is null ? $"http://{Loopback}" : $"unix://{Socket}";

    private static IPAddress? LoopbackOf(string host) =>
        host is "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address) ? address
        : null;
}
