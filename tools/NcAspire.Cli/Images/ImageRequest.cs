namespace NcAspire.Cli.Images;

/// <summary>What <c>./nc image</c> is asked for.</summary>
/// <param name="Repository">The gateway image's name without its tag, which is the version of OpenClaw.</param>
/// <param name="Base">An image of a registry, <c>local</c>, or null for what can be had.</param>
/// <param name="Authority">A file of certificates that npm needs in this network, or null.</param>
/// <param name="Force">Build also what is there already.</param>
/// <param name="Simulator">Also build the image that plays WhatsApp.</param>
public sealed record ImageRequest(string Repository, string? Base, string? Authority, bool Force, bool Simulator)
{
    /// <summary>The name that everything here knows the image by.</summary>
    public const string UsualRepository = "ncaspire-gateway";

    /// <summary>The base that is made here.</summary>
    public const string LocalBase = "local";

    /// <summary>The file that <c>--ca</c> names, else the one that Node.js uses on this machine.</summary>
    /// <exception cref="CommandException">The named file is not there.</exception>
    public static string? AuthorityOf(string? option)
    {
        if (option is not null)
        {
            return File.Exists(option) ? option : throw new CommandException($"There is no file {option} for --ca.");
        }

        return Environment.GetEnvironmentVariable("NODE_EXTRA_CA_CERTS") is { Length: > 0 } usual && File.Exists(usual)
            ? usual
            : null;
    }
}
