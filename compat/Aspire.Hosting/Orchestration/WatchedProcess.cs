using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using NcAspire.AppHost;

namespace Aspire.Hosting.Orchestration;

/// <summary>A process behind watch.sh, so that it ends with the AppHost even if that is killed.</summary>
internal sealed class WatchedProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    // The watcher itself kills when the grace is over; this is for a watcher that hangs.
    private static readonly TimeSpan _watcherGrace = TimeSpan.FromSeconds(5);

    // A process that left its output open to somebody else must not hold us up once it has ended.
    private static readonly TimeSpan _outputGrace = TimeSpan.FromMilliseconds(500);

    private readonly Process _watcher;
    private readonly TimeSpan _grace;
    private readonly TimeProvider _time;
    private int? _processId;

    private WatchedProcess(Process watcher, Task<int> exit, TimeSpan grace, TimeProvider time)
    {
        _watcher = watcher;
        _grace = grace;
        _time = time;
        Exit = exit;
    }

    /// <summary>Completes with the exit code; 128 + n after signal n.</summary>
    public Task<int> Exit { get; }

    /// <summary>The process itself, not its watcher; null where that cannot be seen.</summary>
    public int? ProcessId => _processId ??= Exit.IsCompleted ? null : FirstChild();

    public static WatchedProcess Start(ProcessPlan plan, WatchOwner owner, TimeProvider time, Action<string, bool> log)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = plan.WorkingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        foreach (var argument in (string[])[
            Path.Combine(AppContext.BaseDirectory, "watch.sh"),
            Number(owner.ProcessId),
            owner.StartTime,
            Number((int)Math.Ceiling(plan.Grace.TotalSeconds)),
            plan.FileName,
            .. plan.Arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();

        foreach (var (name, value) in plan.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["NC_WATCH_SIGNAL"] = plan.StopSignal;

        if (plan.RunAs is { } uid)
        {
            start.Environment["NC_WATCH_UID"] = Number(uid);
        }

        var watcher = new Process { StartInfo = start, EnableRaisingEvents = true };
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Exited += (_, _) => ended.TrySetResult();
        watcher.Start();

        var exit = WaitAsync(
            watcher,
            ended.Task,
            Task.WhenAll(ReadAsync(watcher.StandardOutput, false, log), ReadAsync(watcher.StandardError, !plan.LogsToStandardError, log)),
            time);
        return new WatchedProcess(watcher, exit, plan.Grace, time);
    }

    /// <summary>Asks the process to stop, and kills its whole group when the grace is over.</summary>
    public async Task<int> StopAsync()
    {
        if (!Exit.IsCompleted)
        {
            _ = Kill(_watcher.Id, SigTerm);

            try
            {
                return await Exit.WaitAsync(_grace + _watcherGrace, _time);
            }
            catch (TimeoutException)
            {
                _watcher.Kill(entireProcessTree: true);
            }
        }

        return await Exit;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _watcher.Dispose();
    }

    private static async Task<int> WaitAsync(Process watcher, Task ended, Task output, TimeProvider time)
    {
        await ended;

        try
        {
            await output.WaitAsync(_outputGrace, time);
        }
        catch (TimeoutException)
        {
            // What is still in the pipe belongs to others.
        }

        return watcher.ExitCode;
    }

    private static async Task ReadAsync(StreamReader reader, bool isError, Action<string, bool> log)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                log(line, isError);
            }
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // The pipe was closed under the reader: the process is over.
        }
    }

    private int? FirstChild()
    {
        try
        {
            // "4711 4712 ": the command was started before the watch.
            var children = File.ReadAllText($"/proc/{_watcher.Id}/task/{_watcher.Id}/children");
            return int.TryParse(children.Split(' ')[0], CultureInfo.InvariantCulture, out var processId) ? processId : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
