using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NcAspire.Bench;

/// <summary><c>./nc up</c> on ports and data of its own.</summary>
internal sealed class StackProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _data;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StackProcess(Process process, string data, Uri api) => (_process, _data, Api) = (process, data, api);

    public Uri Api { get; }

    /// <summary>The value of the label ncaspire.installation on all it makes.</summary>
    public string Installation => File.ReadAllText(Path.Combine(_data, "docker", "installation"))[..12];

    /// <param name="repository">Folder of the checkout, built.</param>
    /// <param name="arguments">More words for <c>./nc up</c>.</param>
    /// <param name="settings">Variables for it and for all that it starts.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public static async Task<StackProcess> StartAsync(
        string repository, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("ncaspire-bench-").FullName;
        File.SetUnixFileMode(data, File.GetUnixFileMode(data) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var (web, functions, dashboard, relay) = (FreePort(), FreePort(), FreePort(), FreePort());
        var start = new ProcessStartInfo(
            Path.Combine(repository, "nc"),
            ["up", .. arguments, "--web-port", web, "--functions-port", functions, "--dashboard-port", dashboard, "--relay-port", relay])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NC_DATA"] = data;
        start.Environment["Instances__CapPerUser"] = "3";
        start.Environment["Limits__InstanceCreate__Count"] = "10000";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var stack = new StackProcess(new Process { StartInfo = start }, data, new Uri($"http://127.0.0.1:{functions}/api/"));
        try
        {
            await stack.RunAsync(cancellationToken);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var stop = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var output = new List<string>();
        void Read(string? line)
        {
            lock (output)
            {
                output.Add(line ?? "");
            }

            if (line?.StartsWith("NcAspire is ready", StringComparison.Ordinal) is true)
            {
                _ready.TrySetResult();
            }
        }

        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _ready.TrySetException(
            new InvalidOperationException($"./nc up ended:{Environment.NewLine}{string.Join(Environment.NewLine, output)}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await _ready.Task.WaitAsync(TimeSpan.FromMinutes(5), TimeProvider.System, cancellationToken);
    }
}
