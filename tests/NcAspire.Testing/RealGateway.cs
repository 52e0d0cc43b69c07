using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace NcAspire.Testing;

/// <summary>
/// A real OpenClaw gateway on a loopback port, with a state directory of its own. It and its files go away with the
/// test process, however that ends. It can be stopped, killed and started again on the same state.
/// </summary>
public sealed class RealGateway : IAsyncDisposable
{
    // Orders come by standard input: "start", or the name of a signal. Its end comes also when the test process is
    // killed. The gateway and its helpers are one process group; their leader is a shell that lives on to tell the exit
    // code.
    private const string Keeper = """
        trap '' INT TERM HUP
        folder=$1
        shift
        while read -r order; do
            if [ "$order" = start ]; then
                setsid sh -c 'trap : TERM; "$@"; echo "keeper: exited $?"' sh "$@" </dev/null 2>&1 &
                group=$!
            else
                kill -s "$order" -- "-$group"
                wait "$group"
                echo "keeper: stopped"
            fi
        done 2>/dev/null
        kill -s KILL -- "-$group" 2>/dev/null
        rm -rf "$folder"
        """;

    private static readonly TimeSpan _startLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(60);

    private readonly Process _keeper;
    private readonly ConcurrentQueue<string> _output = [];
    private volatile TaskCompletionSource _exited = new();
    private volatile TaskCompletionSource _stopped = new();

    private RealGateway(Func<string, int, string> config, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var port = LoopbackPort.Free();
        Address = new Uri($"http://127.0.0.1:{port}");
        StateDirectory = Directory.CreateTempSubdirectory("ncaspire-gw-").FullName;
        File.WriteAllText(ConfigFile, config(StateDirectory, port));

        string[] arguments =
        [
            "-c", Keeper, "sh", StateDirectory, Toolchain.Node, Path.Combine(Toolchain.OpenClaw, "openclaw.mjs"),
            "gateway", "run", "--port", port.ToString(CultureInfo.InvariantCulture),
        ];
        _keeper = new Process
        {
            StartInfo = new ProcessStartInfo("/bin/sh", arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            },
        };
        SetEnvironment(_keeper.StartInfo.Environment, environment);
        _keeper.OutputDataReceived += (_, line) => Take(line.Data);
        _keeper.Start();
        _keeper.BeginOutputReadLine();
    }

    public Uri Address { get; }

    /// <summary>OPENCLAW_STATE_DIR.</summary>
    public string StateDirectory { get; }

    public string ConfigFile => Path.Combine(StateDirectory, "openclaw.json");

    /// <summary>What the gateway printed in all its runs.</summary>
    public string Output => string.Join(Environment.NewLine, _output);

    /// <summary>Starts a gateway and returns once it is live, which is before it is ready.</summary>
    /// <param name="config">Makes openclaw.json from the state directory and the port.</param>
    /// <param name="environment">Variables beside the places of its state; of the test's own only PATH is handed on.</param>
    /// <exception cref="InvalidOperationException">It ended or did not answer in time; the message holds its output.</exception>
    public static async Task<RealGateway> StartAsync(
        Func<string, int, string> config,
        IEnumerable<KeyValuePair<string, string>> environment,
        CancellationToken cancellationToken)
    {
        var gateway = new RealGateway(config, environment);
        try
        {
            await gateway.StartAsync(cancellationToken);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again on its state, after <see cref="StopAsync"/> or <see cref="KillAsync"/>.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _keeper.StandardInput.WriteLineAsync("start");
        var started = Stopwatch.StartNew();
        using var http = new HttpClient();

        while (!await IsLiveAsync(http, cancellationToken))
        {
            if (_exited.Task.IsCompleted || started.Elapsed > _startLimit)
            {
                throw new InvalidOperationException($"The gateway did not start:{Environment.NewLine}{Output}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Asks it to end, as a machine's stop does, and waits until it has.</summary>
    public Task StopAsync() => SignalAsync("TERM");

    /// <summary>Ends it as the kernel would.</summary>
    public Task KillAsync() => SignalAsync("KILL");

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        _stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _keeper.StandardInput.WriteLineAsync(signal);
        await _stopped.Task.WaitAsync(_stopLimit, TimeProvider.System);
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);

        // Both lines come after a signal; the second is the last one of that run.
        if (line.StartsWith("keeper: exited ", StringComparison.Ordinal))
        {
            _exited.TrySetResult();
        }
        else if (line is "keeper: stopped")
        {
            _stopped.TrySetResult();
        }
    }

    private async Task<bool> IsLiveAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(Address, "/healthz"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void SetEnvironment(IDictionary<string, string?> target, IEnumerable<KeyValuePair<string, string>> environment)
    {
        target.Clear();
        target["PATH"] = Environment.GetEnvironmentVariable("PATH");
        target["HOME"] = StateDirectory;
        target["OPENCLAW_STATE_DIR"] = StateDirectory;
        target["OPENCLAW_CONFIG_PATH"] = ConfigFile;

        foreach (var (name, value) in environment)
        {
            target[name] = value;
        }
    }
}
