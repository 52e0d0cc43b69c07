using System.Globalization;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Local;

/// <summary>
/// <c>machines/NAME/</c>: the label, the port, the output, and what the running processes say about themselves. All state is
/// here, none in memory: a provider that starts later sees the same.
/// </summary>
internal sealed class MachineFolder(string path) : LabelledFolder<MachineLabel>(path, "machine.json")
{
    public const string Temporary = "tmp";

    public OutputLog Output { get; } = new(Path.Combine(path, "output.log"));

    /// <summary>TMPDIR of the gateway.</summary>
    public string TemporaryFolder => In(Temporary);

    /// <summary>"PID START" of watch.sh, written by record.sh.</summary>
    public string WatcherFile => In("watcher");

    /// <summary>"PID START" of the gateway, written by record.sh. It leads its session and its process group.</summary>
    public string GatewayFile => In("gateway");

    /// <summary>The gateway's exit code, written by watch.sh.</summary>
    public string ExitFile => In("exit");

    public ProcessIdentity? Watcher => ProcessIdentity.Recorded(WatcherFile);

    public ProcessIdentity? Gateway => ProcessIdentity.Recorded(GatewayFile);

    public int? Port => Number(In("port"));

    public Task SetPortAsync(int port, CancellationToken cancellationToken) =>
        PrivateFiles.WriteAsync(In("port"), port.ToString(CultureInfo.InvariantCulture), cancellationToken);

    /// <summary>
    /// It runs as long as its watcher does. A gateway whose watcher was killed counts as ended, with an unknown exit code: it no
    /// longer is bound to the owner's end, its watcher's last act is to end it, and the next start makes sure of that.
    /// </summary>
    public MachineState Inspect()
    {
        if (!Exists)
        {
            return MachineState.Missing;
        }

        if (Watcher is not { } watcher)
        {
            return new MachineState(MachinePhase.Created);
        }

        var startedAt = new DateTimeOffset(File.GetLastWriteTimeUtc(WatcherFile), TimeSpan.Zero);
        return watcher.IsAlive
            ? new MachineState(MachinePhase.Running, StartedAt: startedAt, Endpoint: Endpoint())
            : new MachineState(MachinePhase.Exited, ExitCode: Number(ExitFile), StartedAt: startedAt);
    }

    /// <summary>Forgets the last run; the caller holds the lock and saw that it is over.</summary>
    public void ForgetRun()
    {
        File.Delete(WatcherFile);
        File.Delete(GatewayFile);
        File.Delete(ExitFile);
    }

    private GatewayEndpoint? Endpoint() =>
        Port is { } port ? new GatewayEndpoint(new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port).Uri) : null;

    private static int? Number(string file) =>
        int.TryParse(PrivateFiles.Read(file)?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
