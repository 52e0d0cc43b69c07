namespace NcAspire.Testing;

/// <summary>The fetched tools that tests drive for real, as <c>./nc fetch</c> prints them, and places in the checkout.</summary>
public static class Toolchain
{
    /// <summary>The Node.js binary that runs gateways.</summary>
    public static string Node => Required("NC_NODE");

    /// <summary>The folder of the npm package <c>openclaw</c>.</summary>
    public static string OpenClaw => Required("NC_OPENCLAW");

    /// <summary>The folder of the WhatsApp plugin that talks to WhatsApp's servers.</summary>
    public static string WhatsAppPlugin => Required("NC_WHATSAPP_PLUGIN");

    /// <summary>The folder of PostgreSQL 18 with <c>bin</c>, <c>lib</c> and <c>share</c>.</summary>
    public static string PostgresHome => Required("NC_POSTGRES_HOME");

    /// <summary>The folder of the plugin that plays WhatsApp in tests.</summary>
    public static string WhatsAppSimulator => Path.Combine(RepositoryRoot, "tests", "whatsapp-simulator");

    /// <summary>The root folder of the checkout.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    private static string Required(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                "Run the tests by ./nc test, or set the NC_* variables printed by ./nc fetch.");

    private static string FindRepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "global.json")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No global.json stands above {AppContext.BaseDirectory}.");
    }
}
