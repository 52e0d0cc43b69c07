namespace NcAspire.Cli.Tools;

/// <summary>The fetched tools.</summary>
/// <param name="Cache">The folder that holds them all.</param>
/// <param name="Node">The Node.js binary.</param>
/// <param name="PostgresHome">The folder with PostgreSQL's bin, lib and share.</param>
/// <param name="OpenClaw">The folder of the npm package openclaw.</param>
/// <param name="WhatsAppPlugin">The folder of the plugin that talks to WhatsApp's servers.</param>
public sealed record ToolPaths(string Cache, string Node, string PostgresHome, string OpenClaw, string WhatsAppPlugin)
{
    /// <summary>The same as environment variables, which is how everything else in the repository gets them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables =>
    [
        new("NC_CACHE", Cache),
        new("NC_NODE", Node),
        new("NC_POSTGRES_HOME", PostgresHome),
        new("NC_OPENCLAW", OpenClaw),
        new("NC_WHATSAPP_PLUGIN", WhatsAppPlugin),
    ];
}
