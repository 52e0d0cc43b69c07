using NcAspire.Cli.Tools;

namespace NcAspire.Cli;

/// <summary>How far downloads have come. Calls may come from several threads.</summary>
public interface IFetchProgress
{
    /// <param name="tool">What is being fetched.</param>
    /// <param name="bytes">How much of it stands on the disk.</param>
    void Report(Tool tool, long bytes);

    void Done(Tool tool);
}
