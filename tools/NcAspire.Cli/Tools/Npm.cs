using System.Diagnostics;
using NcAspire.Cli.Running;

namespace NcAspire.Cli.Tools;

/// <summary>Installs exactly what a lock file names.</summary>
public sealed class Npm(TimeProvider clock)
{
    private const int Attempts = 3;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);

    /// <summary>Runs <c>npm ci</c> in a folder that holds package.json and package-lock.json; runs no package's scripts.</summary>
    /// <param name="tool">What the folder is for; its title is used in messages.</param>
    /// <param name="folder">Where node_modules appears.</param>
    /// <param name="cancellationToken">Stops npm.</param>
    /// <exception cref="CommandException">It could not be installed.</exception>
    public async Task InstallAsync(Tool tool, string folder, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await Child.CaptureAsync(Command(folder), cancellationToken);

            if (result.ExitCode == 0)
            {
                return;
            }

            if (NpmFailure.Read(result.Error) is var failure && (!failure.IsPassing || attempt == Attempts))
            {
                throw failure.ToException(tool, folder);
            }

            await Task.Delay(_pause, clock, cancellationToken);
        }
    }

    // Under root the files must be readable for the uid of Postgres, whatever the umask.
    // The switches undo what a person's own npm settings could hold against these lock files; the short retry times keep
    // a machine without network from waiting for minutes.
    private static ProcessStartInfo Command(string folder) => new("/bin/sh",
    [
        "-c", "umask 022; exec npm ci --ignore-scripts --engine-strict=false --prefer-offline "
            + "--no-audit --no-fund --loglevel=error --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=4000",
    ])
    {
        WorkingDirectory = folder,
    };
}
