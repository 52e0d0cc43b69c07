using System.Diagnostics;
using NcAspire.Cli.Running;
using NcAspire.Cli.Tools;

namespace NcAspire.Cli.Testing;

/// <summary>Runs test projects one after another: several boot gateways and browsers, which want the machine alone.</summary>
public sealed class TestRun(CommandContext context, Dotnet dotnet, ToolPaths tools, TestDocker docker)
{
    /// <param name="projects">What to run.</param>
    /// <param name="filter">As of <c>dotnet test --filter</c>, or null for every test.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public async Task<TestCounts> RunAsync(
        IReadOnlyList<TestProject> projects, string? filter, CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateTempSubdirectory("ncaspire-test-");
        File.SetUnixFileMode(scratch.FullName, scratch.UnixFileMode | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

        try
        {
            var sum = TestCounts.None;

            for (var index = 0; index < projects.Count; index++)
            {
                context.Screen.Say($"Testing {projects[index].Name} ({index + 1} of {projects.Count})");
                sum += await RunAsync(projects[index], filter, scratch.FullName, cancellationToken);
            }

            return sum;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private async Task<TestCounts> RunAsync(
        TestProject project, string? filter, string scratch, CancellationToken cancellationToken)
    {
        var results = Path.Combine(scratch, $"{project.Name}.trx");
        var start = dotnet.Start(
        [
            "test", project.Path, "--no-build", "--nologo", "--results-directory", scratch,
            "--logger", $"trx;LogFileName={project.Name}.trx", "--logger", "console;verbosity=minimal",
            "--blame-hang-timeout", "15m", "--blame-hang-dump-type", "none",
            .. filter is null ? Array.Empty<string>() : ["--filter", filter],
            .. Dotnet.NoServers,
        ]);
        SetEnvironment(start, Path.Combine(scratch, "data"));
        var exitCode = await Child.ShowAsync(start, cancellationToken);

        if (!File.Exists(results))
        {
            // A filter that no test of this project matches leaves no file and is no failure.
            return filter is not null && exitCode == 0 ? TestCounts.None : Broken($"ended with {exitCode} and no results");
        }

        await using var file = File.OpenRead(results);
        var counts = TrxFile.Read(file);
        return exitCode != 0 && counts.Failed == 0 ? counts + Broken($"ended with {exitCode}") : counts;

        TestCounts Broken(string how)
        {
            context.Screen.Say($"{project.Name} {how}.");
            return new TestCounts(0, 1, []);
        }
    }

    // No test may meet the data or the ports of a stack that runs here.
    private void SetEnvironment(ProcessStartInfo start, string data)
    {
        foreach (var (name, value) in tools.Variables)
        {
            start.Environment[name] = value;
        }

        foreach (var (name, value) in docker.Variables)
        {
            start.Environment.Remove(name);

            if (value is not null)
            {
                start.Environment[name] = value;
            }
        }

        start.Environment["NC_DATA"] = data;
        start.Environment.Remove("NC_WEB_PORT");
        start.Environment.Remove("NC_FUNCTIONS_PORT");
        start.Environment.Remove("NC_DASHBOARD_PORT");
        start.Environment.Remove("NC_RELAY_PORT");
    }
}
