using NcAspire.Cli.Tools;

namespace NcAspire.Cli;

/// <summary>What every command works with.</summary>
public sealed record CommandContext(Checkout Checkout, Folders Folders, Screen Screen)
{
    /// <summary>This process's checkout, folders and terminal.</summary>
    public static CommandContext Current { get; } = new(Checkout.Current, Folders.Current, Screen.Standard);

    /// <summary>What npm has fetched, or fetches.</summary>
    public ToolCache Tools { get; } = new(Folders.Cache, Checkout.Toolchain, new Npm(TimeProvider.System), Screen);

    /// <summary>Fetches what the cache lacks, after checking that the machine can.</summary>
    /// <exception cref="CommandException">Something is missing on the machine or could not be fetched.</exception>
    public async Task<ToolPaths> FetchAsync(CancellationToken cancellationToken)
    {
        ToolPaths tools;

        if (Tools.Missing.Count == 0)
        {
            tools = await Tools.FetchAsync(new PlainProgress(Screen, TimeProvider.System), cancellationToken);
        }
        else
        {
            await Machine.RequireNpmAsync(cancellationToken);
            Machine.RequireSpace(Folders.Cache);
            tools = await Screen.ShowAsync(progress => Tools.FetchAsync(progress, cancellationToken));
        }

        Reach.Require(Folders.Cache, "NC_CACHE");
        return tools;
    }
}
