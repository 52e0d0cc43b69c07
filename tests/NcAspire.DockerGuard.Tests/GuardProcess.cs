using System.Collections.Concurrent;
using System.Diagnostics;
using NcAspire.Testing;

namespace NcAspire.DockerGuard.Tests;

/// <summary>A guard as a process of its own. It ends with its object.</summary>
internal sealed class GuardProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private GuardProcess(IEnumerable<(string Name, string Value)> settings)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "NcAspire.DockerGuard.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public IEnumerable<string> Output => _output.Where(line => line.Length > 0);

    public IEnumerable<string> Errors => _errors.Where(line => line.Length > 0);

    /// <summary>Starts a guard and does not wait for anything.</summary>
    public static GuardProcess Launch(params IEnumerable<(string Name, string Value)> settings) => new(settings);

    /// <summary>Starts a guard and waits until it listens.</summary>
    public static async Task<GuardProcess> StartAsync(
        IEnumerable<(string Name, string Value)> settings, CancellationToken cancellationToken)
    {
        var guard = new GuardProcess(settings);
        await Eventually.TrueAsync(
            () => guard._process.HasExited || guard.Output.Any(line => line.Contains("Application started", StringComparison.Ordinal)),
            cancellationToken);
        return guard._process.HasExited
            ? throw new InvalidOperationException(string.Join('\n', guard.Errors))
            : guard;
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, as engines and service managers do.</summary>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        return await ExitAsync();
    }

    /// <summary>Waits for its end by itself.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
