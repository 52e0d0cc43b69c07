namespace NcAspire.Cli.Tools;

/// <summary>Something that npm fetches into the cache.</summary>
/// <remarks>
/// What depends on the processor has a lock file per platform: as optional parts of one file npm would choose by itself,
/// but it would also pass over a failed download in silence.
/// </remarks>
/// <param name="Name">The folder of its lock file under tools/toolchain.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Bytes">About how large it is on the disk.</param>
public sealed record Tool(string Name, string Title, long Bytes)
{
    public static Tool Node => new($"node-{ToolLayout.Platform}", "Node.js", 190_000_000);

    public static Tool Postgres => new($"postgres-{ToolLayout.Platform}", "PostgreSQL", 60_000_000);

    /// <summary>Only the base image has it.</summary>
    public static Tool Npm => new("npm", "npm", 20_000_000);

    public static Tool OpenClaw => new("openclaw", "OpenClaw", 750_000_000);
}
