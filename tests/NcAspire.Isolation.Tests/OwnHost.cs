using System.Diagnostics;
using System.Globalization;
using NcAspire.Testing;

namespace NcAspire.Isolation.Tests;

/// <summary>
/// A host of its own: network, mounts, processes and <c>/run</c>, by namespaces of the kernel. What is done inside changes nothing of the
/// machine that runs the tests. It goes away with the test process, however that ends.
/// </summary>
internal sealed class OwnHost : IAsyncDisposable
{
    private const string Bare = "mount -t tmpfs tmpfs /run; ip link set lo up; echo ready; while read -r _; do echo ready; done";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);
    private static readonly string[] _tools = ["ip", "iptables", "ip6tables", "nsenter", "unshare"];

    private readonly Process _keeper;

    private OwnHost(IEnumerable<string> command)
    {
        // In a session of its own: what ends the tests as a group must leave it to end what it holds.
        string[] arguments = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", .. command];
        _keeper = Process.Start(new ProcessStartInfo("setsid", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("setsid did not start.");
    }

    /// <summary>Skips the test where such a host can't be had.</summary>
    /// <param name="more">Programs that it needs beside those of every host.</param>
    public static void Require(params string[] more)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw Prerequisite.Missing("Network namespaces and iptables take root.");
        }

        var folders = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':');
        var missing = _tools.Concat(more).Where(tool => !folders.Any(folder => File.Exists(Path.Combine(folder, tool)))).ToList();
        if (missing.Count > 0)
        {
            throw Prerequisite.Missing($"Not installed: {string.Join(", ", missing)}.");
        }
    }

    /// <summary>A host with a loopback interface and nothing else.</summary>
    public static Task<OwnHost> StartAsync(CancellationToken cancellationToken) => StartAsync(["sh", "-c", Bare], cancellationToken);

    /// <param name="command">Its first process: prints "ready" when it is, and after each order; ends with its input.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<OwnHost> StartAsync(IEnumerable<string> command, CancellationToken cancellationToken)
    {
        var host = new OwnHost(command);
        try
        {
            await host.ReadyAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a program inside; paths must be absolute.</summary>
    public async Task<Said> RunAsync(IEnumerable<string> command, CancellationToken cancellationToken)
    {
        var keeper = $"/proc/{_keeper.Id.ToString(CultureInfo.InvariantCulture)}/ns";
        string[] enter = ["nsenter", $"--net={keeper}/net", $"--mount={keeper}/mnt", $"--pid={keeper}/pid_for_children", "--"];
        return await Shell.RunAsync([.. enter, .. command], cancellationToken);
    }

    /// <summary>Runs a line of the shell inside.</summary>
    public Task<Said> ShellAsync(string line, CancellationToken cancellationToken) => RunAsync(["sh", "-c", line], cancellationToken);

    /// <summary>Gives an order to its first process and waits until that is ready again.</summary>
    public async Task OrderAsync(string order, CancellationToken cancellationToken)
    {
        await _keeper.StandardInput.WriteLineAsync(order.AsMemory(), cancellationToken);
        await ReadyAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.StandardOutput.ReadToEndAsync();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (await _keeper.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(_patience, cancellationToken) is { } line)
        {
            if (line is "ready")
            {
                return;
            }

            lines.Add(line);
        }

        throw new InvalidOperationException($"The host ended:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}");
    }
}
