using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Local;

/// <summary>Starts and ends the processes of a machine. Its callers hold the machine's lock.</summary>
/// <remarks>
/// detach.sh → record.sh → watch.sh → record.sh → node. No process is a child of this one, so their ends are polled:
/// a provider that started later than they did has no other way.
/// </remarks>
internal sealed class Launcher(DataFolder data, IOptions<LocalOptions> options, TimeProvider clock)
{
    // How long the gateway has to end by itself when its owner is gone; StopAsync has its own grace.
    private const string OwnerGoneGraceSeconds = "3";

    // Owners read it; the system's own words name folders of the server.
    private const string NotStarted = "The server can't start a process.";

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _killLimit = TimeSpan.FromSeconds(10);
    private readonly LocalOptions _options = options.Value;

    /// <summary>Starts the gateway; returns when its process is there, or is over already.</summary>
    public async Task StartAsync(
        MachineFolder machine, IReadOnlyDictionary<string, string> variables, int port, CancellationToken cancellationToken)
    {
        machine.ForgetRun();
        machine.Output.Trim();

        string[] arguments =
        [
            Script("detach.sh"), machine.Output.File,
            "/bin/sh", Script("record.sh"), machine.WatcherFile,
            "/bin/sh", Script("watch.sh"), Number(_options.OwnerPid), _options.OwnerStart, OwnerGoneGraceSeconds,
            "/bin/sh", Script("record.sh"), machine.GatewayFile,
            _options.NodePath, OpenClawPackage.EntryPoint(_options.OpenClawPath), "gateway", "run", "--port", Number(port),
        ];
        var start = new ProcessStartInfo("/bin/sh", arguments) { WorkingDirectory = machine.TemporaryFolder };
        start.Environment.Clear();

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        start.Environment["NC_WATCH_EXIT_FILE"] = machine.ExitFile;

        using (var detaching = Run(start))
        {
            await detaching.WaitForExitAsync(cancellationToken);
        }

        if (!await BecomesTrueAsync(
            () => machine.Gateway is not null || machine.Watcher is { IsAlive: false }, _startLimit, cancellationToken))
        {
            throw new ProviderException("The gateway's process did not start.", isTransient: true);
        }
    }

    /// <summary>
    /// Ends the gateway and its watcher. Only the gateway itself is asked, as a container's main process is: it ends its helpers
    /// when it has finished what it is doing. After the grace the whole group is killed.
    /// </summary>
    public async Task EndAsync(MachineFolder machine, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (IsOver(machine))
        {
            return;
        }

        if (grace > TimeSpan.Zero)
        {
            (machine.Gateway ?? machine.Watcher)?.Signal(EndSignal.Terminate);

            if (await BecomesTrueAsync(() => IsOver(machine), grace, cancellationToken))
            {
                return;
            }
        }

        machine.Gateway?.SignalGroup(EndSignal.Kill);

        // The watcher notices, writes the exit code and ends. It has a group of its own, so killing that is the last resort.
        if (!await BecomesTrueAsync(() => IsOver(machine), _killLimit, cancellationToken))
        {
            machine.Watcher?.SignalGroup(EndSignal.Kill);
            throw new ProviderException("The gateway's process does not end.", isTransient: true);
        }
    }

    /// <summary>The variables of the machine's processes.</summary>
    public Dictionary<string, string> Variables(MachineLabel label, MachineFolder machine, VolumeFolder volume, int port) =>
        GatewayEnvironment.For(label, machine, volume, port, _options.NodePath, data.CompileCache);

    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, name);

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static Process Run(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new ProviderException(NotStarted, isTransient: true);
        }
        catch (Win32Exception fault)
        {
            throw new ProviderException(NotStarted, isTransient: true, fault);
        }
    }

    private static bool IsOver(MachineFolder machine) =>
        machine.Watcher is not { IsAlive: true } && machine.Gateway is not { IsAlive: true };

    private async Task<bool> BecomesTrueAsync(Func<bool> condition, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();

        while (!condition())
        {
            if (clock.GetElapsedTime(started) >= limit)
            {
                return false;
            }

            await Task.Delay(_pause, clock, cancellationToken);
        }

        return true;
    }
}
