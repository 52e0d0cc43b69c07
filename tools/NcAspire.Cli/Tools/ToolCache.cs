using System.Diagnostics;
using System.Security.Cryptography;
using NcAspire.Cli.Running;

namespace NcAspire.Cli.Tools;

/// <summary>The tools that npm fetches, one folder per lock file: <c>name-hash of the lock file</c>.</summary>
/// <param name="root">The cache folder.</param>
/// <param name="locks">The folder with one folder of package.json and package-lock.json per tool.</param>
/// <param name="npm">Installs.</param>
/// <param name="screen">Says when another process is waited for.</param>
public sealed class ToolCache(string root, string locks, Npm npm, Screen screen)
{
    private static readonly TimeSpan _measure = TimeSpan.FromSeconds(1);

    private readonly FolderCache _folders = new(root, screen);

    /// <summary>The tools that are not in the cache.</summary>
    public IReadOnlyList<Tool> Missing =>
        [.. new[] { Tool.Node, Tool.Postgres, Tool.OpenClaw }
            .Where(tool => !Directory.Exists(_folders.Place(FolderName(tool))))];

    /// <summary>Fetches what is missing and says where everything is. Needs no network when nothing is missing.</summary>
    /// <exception cref="CommandException">Something could not be fetched.</exception>
    public async Task<ToolPaths> FetchAsync(IFetchProgress progress, CancellationToken cancellationToken)
    {
        using var failure = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        var node = EnsureAsync(Tool.Node, (made, token) => ProbeAsync(Tool.Node, ToolLayout.Node(made), [], token));
        var postgres = EnsureAsync(Tool.Postgres, (made, token) =>
        {
            PostgresLibraries.Link(ToolLayout.Postgres(made));
            return ProbeAsync(Tool.Postgres, Path.Combine(ToolLayout.Postgres(made), "bin", "postgres"), [], token);
        });

        // OpenClaw completes an install without scripts by itself on its first start, which must therefore happen here,
        // where its files may still be written (openclaw 2026.9.6, dist/index.js: completePendingPackageLifecycle).
        var openClaw = EnsureAsync(Tool.OpenClaw, async (made, token) =>
        {
            await ProbeAsync(Tool.OpenClaw, ToolLayout.Node(await node), [Path.Combine(ToolLayout.OpenClaw(made), "openclaw.mjs")], token);
            ChatPlugins.MoveIn(Path.Combine(made, "node_modules"));
        });

        await AllAsync(failure, node, postgres, openClaw);
        return new ToolPaths(
            root,
            ToolLayout.Node(await node),
            ToolLayout.Postgres(await postgres),
            ToolLayout.OpenClaw(await openClaw),
            ToolLayout.WhatsAppPlugin(await openClaw));

        Task<string> EnsureAsync(Tool tool, Func<string, CancellationToken, Task> finish) =>
            this.EnsureAsync(tool, finish, progress, failure.Token);
    }

    /// <summary>Fetches the npm that goes into images, unless it is there.</summary>
    /// <returns>The folder of the npm package npm.</returns>
    /// <exception cref="CommandException">It could not be fetched.</exception>
    public async Task<string> FetchNpmAsync(IFetchProgress progress, CancellationToken cancellationToken) =>
        ToolLayout.Npm(await EnsureAsync(Tool.Npm, (_, _) => Task.CompletedTask, progress, cancellationToken));

    private Task<string> EnsureAsync(
        Tool tool, Func<string, CancellationToken, Task> finish, IFetchProgress progress, CancellationToken cancellationToken) =>
        _folders.EnsureAsync(
            FolderName(tool),
            async (made, token) =>
            {
                await InstallAsync(tool, made, progress, token);
                await finish(made, token);
                progress.Done(tool);
            },
            cancellationToken);

    // The first to fail stops the others, and its reason is the one that the person must hear.
    private static async Task AllAsync(CancellationTokenSource failure, params Task[] tasks)
    {
        await foreach (var task in Task.WhenEach(tasks))
        {
            if (!task.IsCompletedSuccessfully)
            {
                await failure.CancelAsync();
                await Task.WhenAll(tasks).ContinueWith(
                    _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                await task;
            }
        }
    }

    private static async Task ProbeAsync(
        Tool tool, string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, [.. arguments, "--version"]);
        var result = await Child.CaptureAsync(start, cancellationToken);

        if (result.ExitCode != 0)
        {
            throw new CommandException($"The fetched {tool.Title} does not run on this machine: {result.Error.Trim()}");
        }
    }

    private string FolderName(Tool tool)
    {
        var hash = SHA256.HashData(File.ReadAllBytes(Path.Combine(locks, tool.Name, "package-lock.json")));
        return $"{tool.Name}-{Convert.ToHexStringLower(hash)[..12]}";
    }

    private async Task InstallAsync(
        Tool tool, string made, IFetchProgress progress, CancellationToken cancellationToken)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(locks, tool.Name)))
        {
            File.Copy(file, Path.Combine(made, Path.GetFileName(file)));
        }

        var installing = npm.InstallAsync(tool, made, cancellationToken);

        while (!installing.IsCompleted)
        {
            progress.Report(tool, FolderSize.Of(made));
            await Task.WhenAny(installing, Task.Delay(_measure, TimeProvider.System, cancellationToken));
        }

        await installing;
    }
}
