using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Postgres;

/// <summary>Runs a short-lived tool to its end.</summary>
internal static class ToolRun
{
    /// <summary>No more than the server and its tools need: the AppHost's own environment may hold secrets.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
        ["LC_ALL"] = "C",
    };

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string fileName, IReadOnlyList<string> arguments, int? runAs, Action<string> log, CancellationToken cancellationToken)
    {
        var command = new List<string>();

        if (runAs is { } uid)
        {
            var number = uid.ToString(CultureInfo.InvariantCulture);
            command.AddRange(["setpriv", "--reuid", number, "--regid", number, "--clear-groups", "--"]);
        }

        command.Add(fileName);
        command.AddRange(arguments);

        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = "/",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();

        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Log(line.Data, log);
        process.ErrorDataReceived += (_, line) => Log(line.Data, log);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode;
    }

    private static void Log(string? line, Action<string> log)
    {
        if (line is not null)
        {
            log(line);
        }
    }
}
