namespace NcAspire.Cli.Engines;

/// <summary>Reads what dockerd writes.</summary>
public static class EngineLog
{
    // time="2026-11-20T09:11:02.6Z" level=info msg="Starting up"
    // failed to start daemon: Devices cgroup isn't mounted
    /// <returns>The line that says why it ended: the last one that is no entry of the log, else the last one.</returns>
    public static string Reason(IEnumerable<string> log)
    {
        var lines = log.Where(line => !string.IsNullOrWhiteSpace(line)).ToList();
        return lines.LastOrDefault(line => !line.StartsWith("time=", StringComparison.Ordinal))
            ?? lines.LastOrDefault()
            ?? "it wrote nothing";
    }
}
