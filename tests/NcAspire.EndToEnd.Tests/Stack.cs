using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using NcAspire.Testing;

namespace NcAspire.EndToEnd.Tests;

/// <summary>The whole stack, started as a reader of the README starts it: <c>./nc up --whatsapp sim</c>, on ports and data of its own.</summary>
public sealed class Stack : IAsyncDisposable
{
    private static readonly TimeSpan _startLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Backend _backend;
    private readonly bool _ownsData;
    private readonly Process _process;

    private Stack(Backend backend, string data, bool ownsData, Process process)
    {
        (_backend, Data, _ownsData, _process) = (backend, data, ownsData, process);
    }

    /// <summary>NC_DATA of this stack.</summary>
    public string Data { get; }

    /// <summary>The web front, from the line that says the stack is ready.</summary>
    public Uri Web { get; private set; } = new("about:blank");

    public Uri Api { get; private set; } = new("about:blank");

    public Uri Dashboard { get; private set; } = new("about:blank");

    public string Output => string.Join(Environment.NewLine, _output);

    /// <summary>Starts a stack; with the data folder of an earlier one it goes on with what that left.</summary>
    /// <param name="backend">Where its gateways run.</param>
    /// <param name="knobs">Variables for all that it starts, those of the WhatsApp simulator among them.</param>
    public static async Task<Stack> StartAsync(
        Backend backend, IReadOnlyDictionary<string, string> knobs, CancellationToken cancellationToken, string? data = null)
    {
        var (web, functions, dashboard, relay) = (LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free());
        var folder = data ?? NewDataFolder();
        string[] arguments =
        [
            "up", "--provider", backend.Provider, "--whatsapp", "sim",
            "--web-port", Text(web), "--functions-port", Text(functions), "--dashboard-port", Text(dashboard), "--relay-port", Text(relay),
        ];
        var start = new ProcessStartInfo(Path.Combine(Toolchain.RepositoryRoot, "nc"), arguments)
        {
            // Another folder than the checkout: the launcher must not care.
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NC_DATA"] = folder;
        start.Environment["Instances__CapPerUser"] = "3";

        // The reader of the README has not chosen an image.
        start.Environment.Remove("NC_GATEWAY_IMAGE");
        foreach (var (name, value) in knobs)
        {
            start.Environment[name] = value;
        }

        var stack = new Stack(backend, folder, data is null, new Process { StartInfo = start })
        {
            Api = new Uri($"http://127.0.0.1:{functions}/api/"),
            Dashboard = new Uri($"http://127.0.0.1:{dashboard}/"),
        };
        await stack.RunAsync(cancellationToken);
        return stack;
    }

    /// <summary>A folder that another account may pass through: as root, Postgres runs under one.</summary>
    public static string NewDataFolder()
    {
        var folder = Directory.CreateTempSubdirectory("ncaspire-e2e-").FullName;
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return folder;
    }

    /// <summary>Every process that works on this stack's data, the launcher's own one included.</summary>
    public IReadOnlyList<int> Processes() => RunningProcesses.Mentioning(Data);

    /// <inheritdoc cref="Backend.RunningAsync"/>
    public Task<IReadOnlyList<string>> RunningAsync(CancellationToken cancellationToken) => _backend.RunningAsync(this, cancellationToken);

    /// <inheritdoc cref="Backend.RemainsAsync"/>
    public Task<IReadOnlyList<string>> RemainsAsync(CancellationToken cancellationToken) => _backend.RemainsAsync(this, cancellationToken);

    /// <inheritdoc cref="Backend.KillGatewayAsync"/>
    public Task KillGatewayAsync(Guid instance, CancellationToken cancellationToken) =>
        _backend.KillGatewayAsync(this, instance, cancellationToken);

    /// <summary>The process of one of our projects, such as NcAspire.Functions.</summary>
    public int ProcessOf(string project) => Assert.Single(
        RunningProcesses.Mentioning(Data, $"{project}.dll"), pid => RunningProcesses.Name(pid) is "dotnet");

    /// <summary>Ends the stack as Ctrl-C does, and waits until its process is gone.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            RunningProcesses.Signal(_process.Id, "INT");
            using var limit = new CancellationTokenSource(_stopLimit);
            await _process.WaitForExitAsync(limit.Token);
        }
    }

    /// <summary>Kills the stack's own process, and nothing else, without a chance to clean up.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    /// <summary>Runs another command of the launcher on this stack's data, which must end well.</summary>
    /// <returns>Its standard output.</returns>
    public async Task<string> RunCommandAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output, errors) = await CommandAsync(arguments, cancellationToken);
        Assert.True(exitCode is 0, $"nc {string.Join(' ', arguments)}: {output} {errors}");
        return output;
    }

    /// <summary>Runs another command of the launcher on this stack's data, however it ends.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> CommandAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var command = new Process
        {
            StartInfo = new ProcessStartInfo(Path.Combine(Toolchain.RepositoryRoot, "nc"), arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        command.StartInfo.Environment["NC_DATA"] = Data;
        command.Start();
        var output = command.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = command.StandardError.ReadToEndAsync(cancellationToken);
        await command.WaitForExitAsync(cancellationToken);
        return (command.ExitCode, await output, await errors);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        Assert.Empty(Processes());
        if (_ownsData)
        {
            await _backend.ForgetAsync(Data, CancellationToken.None);
            Directory.Delete(Data, recursive: true);
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _ready.TrySetException(
            new InvalidOperationException($"./nc up ended with exit code {_process.ExitCode}:{Environment.NewLine}{Output}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            Web = await _ready.Task.WaitAsync(_startLimit, TimeProvider.System, cancellationToken);
        }
        catch
        {
            await StopAsync();
            throw;
        }
    }

    // NcAspire is ready: http://localhost:8080
    private void Read(string? line)
    {
        const string Ready = "NcAspire is ready: ";
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (line.StartsWith(Ready, StringComparison.Ordinal))
        {
            _ready.TrySetResult(new Uri(line[Ready.Length..]));
        }
    }
}
