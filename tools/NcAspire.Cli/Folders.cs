using System.Security.Cryptography;
using System.Text;

namespace NcAspire.Cli;

/// <summary>Where fetched tools and the stack's data live: <c>NC_CACHE</c> and <c>NC_DATA</c>, or their defaults.</summary>
public sealed record Folders(string Cache, string Data)
{
    public static Folders For(Checkout checkout, Func<string, string?> environment, bool root) =>
        new(
            Given(environment, "NC_CACHE") ?? DefaultCache(environment, root),
            Given(environment, "NC_DATA") ?? DefaultData(checkout, root));

    public static Folders Current => For(
        Checkout.Current, Environment.GetEnvironmentVariable, Environment.IsPrivilegedProcess);

    private static string? Given(Func<string, string?> environment, string variable) =>
        environment(variable) is { Length: > 0 } value ? Path.GetFullPath(value) : null;

    // As root, Postgres runs under another uid, which reads its program from here.
    private static string DefaultCache(Func<string, string?> environment, bool root)
    {
        if (root)
        {
            return "/var/cache/ncaspire";
        }

        return Path.Combine(
            Given(environment, "XDG_CACHE_HOME")
                ?? Path.Combine(Environment.GetFolderPath(
                    Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache"),
            "ncaspire");
    }

    // A checkout under a closed folder, such as root's home, can't hold what that other uid must reach.
    private static string DefaultData(Checkout checkout, bool root)
    {
        if (!root || Reach.ClosedFolderAbove(checkout.Root) is null)
        {
            return Path.Combine(checkout.Root, ".data");
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(checkout.Root)))[..8];
        return Path.Combine("/var/lib/ncaspire", name);
    }
}
