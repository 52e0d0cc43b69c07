using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace NcAspire.EndToEnd.Tests.Vm;

/// <summary>A published program that runs as a user of its own, without any right beyond that user's and with nothing of our environment.</summary>
internal sealed class Service : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;

    private Service(Process process) => _process = process;

    public IReadOnlyList<string> Lines => [.. _lines];

    /// <param name="program">The path of the program, which runs in its folder.</param>
    /// <param name="user">The number of its user and of its own group.</param>
    /// <param name="groups">Numbers of further groups.</param>
    /// <param name="settings">Its environment.</param>
    public static Service Start(string program, int user, IEnumerable<int> groups, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("setpriv")
        {
            WorkingDirectory = Path.GetDirectoryName(program),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])
            [
                $"--reuid={Text(user)}", $"--regid={Text(user)}", $"--groups={string.Join(',', groups.Append(user).Select(Text))}",
                "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", program,
            ])
        {
            start.ArgumentList.Add(argument);
        }

        var root = Environment.GetEnvironmentVariable("DOTNET_ROOT");
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        if (root is not null)
        {
            start.Environment["DOTNET_ROOT"] = root;
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var service = new Service(new Process { StartInfo = start });
        service._process.OutputDataReceived += service.Keep;
        service._process.ErrorDataReceived += service.Keep;
        service._process.Start();
        service._process.BeginOutputReadLine();
        service._process.BeginErrorReadLine();
        return service;
    }

    /// <summary>Fails with what the program said when it has ended.</summary>
    public void AssertRuns() => Assert.False(_process.HasExited, ToString());

    /// <summary>Waits until the program has ended by itself.</summary>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(_patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Ends the program as systemd does.</summary>
    public async Task<int> StopAsync()
    {
        RunningProcesses.Signal(_process.Id, "TERM");
        return await EndAsync();
    }

    public override string ToString() => string.Join(Environment.NewLine, _lines);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            _lines.Enqueue(text);
        }
    }
}
