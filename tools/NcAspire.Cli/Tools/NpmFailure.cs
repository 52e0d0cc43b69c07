namespace NcAspire.Cli.Tools;

/// <summary>Why npm failed, read from its error output.</summary>
/// <param name="Code">npm's own code, such as EINTEGRITY, or empty.</param>
/// <param name="Message">npm's first sentence, or empty.</param>
public sealed record NpmFailure(string Code, string Message)
{
    private static readonly HashSet<string> _network =
    [
        "EAI_AGAIN", "ECONNABORTED", "ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EPIPE",
        "ERR_SOCKET_TIMEOUT", "ETIMEDOUT", "FETCH_ERROR", "E500", "E502", "E503", "E504",
    ];

    public bool IsNetwork => _network.Contains(Code);

    /// <summary>Whether another try may help at once. A name that can't be resolved, npm has tried repeatedly by itself.</summary>
    public bool IsPassing => IsNetwork && Code is not ("EAI_AGAIN" or "ENOTFOUND");

    // npm error code ENOTFOUND
    // npm error errno ENOTFOUND
    // npm error network request to … failed, reason: getaddrinfo ENOTFOUND …
    // (npm before version 10 writes "npm ERR!" instead of "npm error")
    public static NpmFailure Read(string error)
    {
        var lines = error
            .Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.StartsWith("npm error", StringComparison.Ordinal)
                || line.StartsWith("npm ERR!", StringComparison.Ordinal))
            .Select(line => line[9..].Trim())
            .ToList();
        var code = lines.FirstOrDefault(line => line.StartsWith("code ", StringComparison.Ordinal))?[5..] ?? "";
        var message = lines.FirstOrDefault(line =>
            line.Length > 0
            && !line.StartsWith("code ", StringComparison.Ordinal)
            && !line.StartsWith("errno ", StringComparison.Ordinal)
            && !line.StartsWith("syscall ", StringComparison.Ordinal)
            && !line.StartsWith("path ", StringComparison.Ordinal));
        return new NpmFailure(code, message ?? error.Trim());
    }

    public CommandException ToException(Tool tool, string folder) => new(Code switch
    {
        "ENOSPC" or "EDQUOT" => $"There is no space left to fetch {tool.Title} into {Parent(folder)}; "
            + "free some, or set NC_CACHE to a folder on another disk.",
        "EACCES" or "EPERM" or "EROFS" => $"npm may not write where it must to fetch {tool.Title} ({Message}); "
            + "set NC_CACHE to a folder that you may write, and make npm's own cache folder yours.",
        "EINTEGRITY" => $"What the network delivered for {tool.Title} is not what the lock file names ({Message}); "
            + "try `npm cache clean --force`, and if it stays so, don't use this network.",
        _ when IsNetwork => $"{tool.Title} could not be fetched since the npm registry can't be reached ({Code}); "
            + "check the network and try again.",
        _ => $"npm could not fetch {tool.Title}: {(Message.Length > 0 ? Message : Code)}",
    });

    private static string Parent(string folder) => Path.GetDirectoryName(folder) ?? folder;
}
