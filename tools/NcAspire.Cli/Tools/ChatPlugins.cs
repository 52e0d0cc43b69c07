namespace NcAspire.Cli.Tools;

/// <summary>
/// Puts plugins of chats where OpenClaw 2026.9.6 takes them for its own, as its docs/install/docker.md does for images with selected plugins: it
/// lets no other plugin keep state, unless it has fetched it itself.
/// </summary>
public static class ChatPlugins
{
    private static readonly string[] _names = ["discord", "slack"];

    /// <param name="modules">The folder node_modules with OpenClaw and the plugins in it.</param>
    public static void MoveIn(string modules)
    {
        foreach (var name in _names)
        {
            var fetched = Path.Combine(modules, "@openclaw", name);
            var plugin = Path.Combine(modules, "openclaw", "dist", "extensions", name);
            Directory.Move(fetched, plugin);

            // What the plugin needs stays outside: OpenClaw takes every .js file below its dist for an ES module (dist/entry.esm-resolve-fast-path).
            Directory.CreateDirectory(fetched);
            Directory.Move(Path.Combine(plugin, "node_modules"), Path.Combine(fetched, "node_modules"));
            Directory.CreateSymbolicLink(
                Path.Combine(plugin, "node_modules"), Path.GetRelativePath(plugin, Path.Combine(fetched, "node_modules")));
        }
    }
}
