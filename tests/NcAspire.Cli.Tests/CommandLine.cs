using System.Diagnostics;
using System.Text;

namespace NcAspire.Cli.Tests;

/// <summary>One run of the command line in a process of its own, without a terminal, as a script would start it.</summary>
public sealed class CommandLine : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource<string> _said = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task _errors;
    private readonly string? _awaited;

    private CommandLine(Process process, string? awaited)
    {
        _process = process;
        _awaited = awaited;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = ReadErrorsAsync();
    }

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        ScratchFolder scratch, params string[] arguments)
    {
        await using var run = Start(scratch, null, arguments);
        return await run.EndAsync();
    }

    /// <param name="scratch">Its folders.</param>
    /// <param name="variables">Added to the environment.</param>
    /// <param name="arguments">The command and its options.</param>
    public static CommandLine StartWith(
        ScratchFolder scratch, (string Name, string Value)[] variables, params string[] arguments) =>
        Start(scratch, null, variables, arguments);

    /// <param name="scratch">Holds data, cache and the programs that come first on the path.</param>
    /// <param name="awaited">What <see cref="SaidAsync"/> waits for on standard error.</param>
    /// <param name="arguments">The command and its options.</param>
    public static CommandLine Start(ScratchFolder scratch, string? awaited, params string[] arguments) =>
        Start(scratch, awaited, [], arguments);

    private static CommandLine Start(
        ScratchFolder scratch, string? awaited, (string Name, string Value)[] variables, string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "nc.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["NC_DATA"] = scratch.Data,
                ["NC_CACHE"] = scratch.Cache,
                ["PATH"] = $"{scratch.Programs}:{Environment.GetEnvironmentVariable("PATH")}",
            },
        };

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        process.StandardInput.Close();
        return new CommandLine(process, awaited);
    }

    /// <summary>Waits until the awaited text has been said.</summary>
    public Task SaidAsync() => _said.Task.WaitAsync(_limit);

    public async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(_limit);
        await _errors;
        return (_process.ExitCode, await _output, _error.ToString());
    }

    /// <summary>As kill -9: nothing of the command line's own runs any more.</summary>
    public void Kill() => _process.Kill(entireProcessTree: false);

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _error.AppendLine(line);

            if (_awaited is not null && line.Contains(_awaited, StringComparison.Ordinal))
            {
                _said.TrySetResult(line);
            }
        }

        _said.TrySetException(new InvalidOperationException($"Never said “{_awaited}”, but: {_error}"));
    }
}
