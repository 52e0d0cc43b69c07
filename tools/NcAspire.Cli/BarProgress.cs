using System.Collections.Concurrent;
using NcAspire.Cli.Tools;
using Spectre.Console;

namespace NcAspire.Cli;

/// <summary>A bar per download, for a terminal.</summary>
public sealed class BarProgress(ProgressContext context) : IFetchProgress
{
    private readonly ConcurrentDictionary<Tool, ProgressTask> _bars = [];

    // The expected size is an estimate: the bar stops just short of full until the tool is really there.
    public void Report(Tool tool, long bytes) => Bar(tool).Value = Math.Min(bytes, tool.Bytes * 0.99);

    public void Done(Tool tool) => Bar(tool).Value = tool.Bytes;

    private ProgressTask Bar(Tool tool) =>
        _bars.GetOrAdd(tool, added => context.AddTask(added.Title, maxValue: added.Bytes));
}
