using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NcAspire.Compat.Aspire.Tests;

public sealed class SampleAppTests : IDisposable
{
    private const int SigKill = 9;

    private readonly DirectoryInfo _data = SampleApp.NewDataFolder();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task The_stack_starts_in_order_works_and_stops_without_leaving_a_process()
    {
        await using var stack = await SampleApp.StartReadyAsync(_data, Ct);

        Assert.Equal(
            ["Dashboard:", "postgres", "migrations", "functions", "web", "NcAspire.Compat.Aspire.Sample"],
            stack.Lines.Select(line => line.Split(' ')[0]));
        Assert.Equal("ncaspire", await stack.Http.GetStringAsync(new Uri(stack.Web, "/through"), Ct));

        var processes = Processes.Descendants(stack.ProcessId);
        Assert.NotEmpty(processes);
        Assert.Equal(0, await stack.StopAsync(Ct));
        Assert.DoesNotContain(processes, Processes.IsAlive);
        Assert.False(File.Exists(Path.Combine(_data.FullName, "postgres", "data", "postmaster.pid")), "Postgres did not shut down cleanly.");
    }

    [Fact]
    public async Task A_service_that_is_killed_comes_back_by_itself()
    {
        await using var stack = await SampleApp.StartReadyAsync(_data, Ct);
        var address = new Uri(await stack.FunctionsAsync(Ct), "/pid");
        var before = await stack.Http.GetStringAsync(address, Ct);

        Processes.Signal(int.Parse(before, CultureInfo.InvariantCulture), SigKill);

        await Soon.TrueAsync(
            () => stack.Lines.Any(line => line.Contains("ready again", StringComparison.Ordinal)), "functions is back", Ct);
        Assert.NotEqual(before, await stack.Http.GetStringAsync(address, Ct));
        Assert.Single(stack.Lines, line => line.Contains("was ended by signal 9", StringComparison.Ordinal));
        Assert.Single(stack.Lines, line => SampleApp.ReadyLine().IsMatch(line));
    }

    [Fact]
    public async Task A_killed_host_leaves_nothing_and_the_next_one_can_start_at_once()
    {
        var first = await SampleApp.StartReadyAsync(_data, Ct);
        var ports = Ports(first.Web, await first.FunctionsAsync(Ct));
        var processes = Processes.Descendants(first.ProcessId);
        await first.KillAsync(Ct);

        await using var second = await SampleApp.StartReadyAsync(_data, Ct, ports);

        Assert.Equal("ncaspire", await second.Http.GetStringAsync(new Uri(second.Web, "/through"), Ct));
        Assert.NotEmpty(processes);
        Assert.DoesNotContain(processes, Processes.IsAlive);
        await first.DisposeAsync();
    }

    [Fact]
    public async Task A_lock_that_names_the_pid_of_another_program_does_not_keep_Postgres_from_starting()
    {
        await using (await SampleApp.StartReadyAsync(_data, Ct))
        {
        }

        var file = Path.Combine(_data.FullName, "postgres", "data", "postmaster.pid");
        await File.WriteAllTextAsync(file, $"{Environment.ProcessId}\n{Path.GetDirectoryName(file)}\n1\n5432\n\n\n\n", Ct);

        await using var stack = await SampleApp.StartReadyAsync(_data, Ct);
        Assert.Equal("ncaspire", await stack.Http.GetStringAsync(new Uri(stack.Web, "/through"), Ct));
    }

    [Fact]
    public async Task A_taken_port_is_one_sentence_and_nothing_is_started()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        await using var stack = SampleApp.Start(_data, ("NC_WEB_PORT", port));

        Assert.Equal(1, await stack.ExitCodeAsync(Ct));
        var line = Assert.Single(stack.Lines);
        Assert.Contains($"Port {port} for web is taken by ", line, StringComparison.Ordinal);
        Assert.Contains($"(process {Environment.ProcessId})", line, StringComparison.Ordinal);
        Assert.Contains("NC_WEB_PORT=", line, StringComparison.Ordinal);
        Assert.Empty(_data.GetFileSystemInfos());
    }

    [Fact]
    public async Task A_resource_that_keeps_failing_shows_its_last_lines_and_stops_everything()
    {
        await using var stack = SampleApp.Start(_data, ("SAMPLE_EXIT_CODE", "3"));

        Assert.Equal(1, await stack.ExitCodeAsync(Ct));
        Assert.Contains("migrations   | The job has run.", stack.Lines);
        Assert.StartsWith(
            "migrations cannot be started: it ended with exit code 3, at attempt 3.", stack.Lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(stack.Lines, line => line.StartsWith("functions", StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(_data.FullName, "postgres", "data", "postmaster.pid")), "Postgres was left running.");
    }

    [Fact]
    public async Task Missing_Postgres_binaries_are_one_sentence()
    {
        await using var stack = SampleApp.Start(_data, ("NC_POSTGRES_HOME", ""));

        Assert.Equal(1, await stack.ExitCodeAsync(Ct));
        Assert.Contains("Run ./nc up", stack.Lines[^1], StringComparison.Ordinal);
    }

    private static (string Name, string Value)[] Ports(Uri web, Uri functions) =>
    [
        ("NC_WEB_PORT", web.Port.ToString(CultureInfo.InvariantCulture)),
        ("NC_FUNCTIONS_PORT", functions.Port.ToString(CultureInfo.InvariantCulture)),
    ];
}
