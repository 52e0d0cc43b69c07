using System.Collections.Concurrent;
using NcAspire.Cli.Tools;

namespace NcAspire.Cli;

/// <summary>A line per download every few seconds, for logs.</summary>
public sealed class PlainProgress(Screen screen, TimeProvider clock) : IFetchProgress
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Tool, long> _shown = [];

    public void Report(Tool tool, long bytes)
    {
        if (_shown.TryGetValue(tool, out var shown) && clock.GetElapsedTime(shown) < _interval)
        {
            return;
        }

        _shown[tool] = clock.GetTimestamp();
        screen.Say($"Fetching {tool.Title}: {Megabytes(bytes)} of about {Megabytes(tool.Bytes)} MB");
    }

    public void Done(Tool tool) => screen.Say($"Fetched {tool.Title}.");

    private static long Megabytes(long bytes) => bytes / 1_000_000;
}
