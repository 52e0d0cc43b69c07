using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NcAspire.Cli.Tests;

public sealed class DataFolderTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Fresh_deletes_nothing_when_nobody_can_be_asked()
    {
        var kept = await WriteStackDataAsync();

        var (exitCode, _, error) = await CommandLine.RunAsync(_scratch, "up", "--fresh");

        Assert.Equal(1, exitCode);
        Assert.Equal("--fresh deletes data and nobody can be asked here; add --yes if that is meant.\n", error);
        Assert.True(File.Exists(kept));
    }

    [Fact]
    public async Task Fresh_leaves_a_folder_alone_that_no_stack_has_made()
    {
        Directory.CreateDirectory(_scratch.Data);
        var thesis = Path.Combine(_scratch.Data, "thesis.txt");
        await File.WriteAllTextAsync(thesis, "years of work", Ct);

        // Twice: a refusal must not leave a mark that the next call takes for leave.
        for (var i = 0; i < 2; i++)
        {
            var (exitCode, _, error) = await CommandLine.RunAsync(_scratch, ["up", "--fresh", "--yes", .. Ports()]);

            Assert.Equal(1, exitCode);
            Assert.Contains("holds thesis.txt, which no stack has made", error, StringComparison.Ordinal);
            Assert.Equal([thesis], Directory.EnumerateFileSystemEntries(_scratch.Data));
        }
    }

    [Fact]
    public async Task A_wipe_keeps_the_claim_and_nothing_else()
    {
        var gone = await WriteStackDataAsync();
        var screen = new Screen(TextWriter.Null, interactive: false);
        using var data = await DataFolder.ClaimAsync(_scratch.Data, screen, Ct);

        data.Wipe();

        Assert.False(File.Exists(gone));
        Assert.True(data.IsEmpty);
        Assert.Null(FileLock.TryTake(Path.Combine(_scratch.Data, "nc.lock")));
    }

    [Fact]
    public async Task A_second_stack_on_the_same_data_is_told_who_runs_there()
    {
        var screen = new Screen(TextWriter.Null, interactive: false);
        using var first = await DataFolder.ClaimAsync(_scratch.Data, screen, Ct);

        var (exitCode, _, error) = await CommandLine.RunAsync(_scratch, "up");

        Assert.Equal(1, exitCode);
        Assert.StartsWith(
            $"The stack of {_scratch.Data} runs already (process {Environment.ProcessId});", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_ends_with_its_holder_even_if_that_is_killed()
    {
        var path = _scratch.Combine("lock");
        using var holder = Process.Start(new ProcessStartInfo("flock", [path, "sh", "-c", "echo held; exec sleep 600"])
        {
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync(Ct));
        var waits = 0;

        var taking = FileLock.TakeAsync(path, () => waits++, Ct);
        Assert.Equal(1, waits);
        holder.Kill(entireProcessTree: true);

        using var taken = await taking.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.Equal(1, waits);
    }

    [Fact]
    public async Task A_lock_that_no_waiting_would_free_is_a_fault_at_once()
    {
        // A link to itself: opening it fails as on a full or read-only disk, for root too.
        var path = _scratch.Combine("lock");
        File.CreateSymbolicLink(path, path);

        var fault = await Assert.ThrowsAsync<CommandException>(
            () => FileLock.TakeAsync(path, () => { }, Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct));

        Assert.Contains("can't be written", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_named_with_the_option_that_moves_it()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = PortOf(other);

        var (exitCode, _, error) = await CommandLine.RunAsync(_scratch, ["up", .. Ports(functions: port)]);

        Assert.Equal(1, exitCode);
        Assert.Equal(
            $"Port {port} for the functions is taken by another program; stop that, or choose another port by "
            + "--functions-port.\n",
            error);
    }

    [Fact]
    public async Task A_port_of_the_environment_is_used_unless_an_option_says_otherwise_and_taken_on_IPv6_alone_counts()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var other = new TcpListener(IPAddress.IPv6Loopback, 0);
        other.Start();
        var port = PortOf(other);
        var free = Ports();
        var (web, functions, dashboard, relay) = (free[1], free[3], free[5], free[7]);
        (string, string)[] variables =
            [("NC_WEB_PORT", port), ("NC_FUNCTIONS_PORT", functions), ("NC_DASHBOARD_PORT", dashboard), ("NC_RELAY_PORT", relay)];

        await using var up = CommandLine.StartWith(_scratch, variables, "up");
        var (exitCode, _, error) = await up.EndAsync();

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"Port {port} for the web page is taken", error, StringComparison.Ordinal);

        await using var moved = CommandLine.StartWith(_scratch, variables, "up", "--web-port", web, "--functions-port", web);
        Assert.StartsWith($"Port {web} is given twice", (await moved.EndAsync()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_port_can_not_serve_two()
    {
        var fault = Assert.Throws<CommandException>(() => new StackPorts(8080, 8080, 18888, 7080).RequireFree());
        Assert.StartsWith("Port 8080 is given twice", fault.Message, StringComparison.Ordinal);
    }

    // Never the usual ports: a stack may run here.
    private static string[] Ports(string? functions = null)
    {
        var listeners = Enumerable.Range(0, 4).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var free = listeners.Select(PortOf).ToList();
        listeners.ForEach(listener => listener.Dispose());
        return ["--web-port", free[0], "--functions-port", functions ?? free[1], "--dashboard-port", free[2], "--relay-port", free[3]];
    }

    private static string PortOf(TcpListener listener) =>
        ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    private async Task<string> WriteStackDataAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_scratch.Data, "postgres"));
        await File.WriteAllTextAsync(Path.Combine(_scratch.Data, "nc.lock"), "", Ct);
        var file = Path.Combine(folder.FullName, "PG_VERSION");
        await File.WriteAllTextAsync(file, "18", Ct);
        return file;
    }
}
