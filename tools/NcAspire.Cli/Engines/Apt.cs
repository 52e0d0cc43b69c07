using System.Diagnostics;
using NcAspire.Cli.Running;

namespace NcAspire.Cli.Engines;

/// <summary>Installs packages of Debian, where this process may.</summary>
public sealed class Apt(Screen screen)
{
    private const string Program = "apt-get";

    public static bool CanInstall => Environment.IsPrivilegedProcess && Programs.Has(Program);

    /// <summary>Installs what is missing, and says so.</summary>
    /// <exception cref="CommandException">It could not be installed.</exception>
    public async Task InstallAsync(IReadOnlyList<string> packages, string why, CancellationToken cancellationToken)
    {
        screen.Say($"Installing {string.Join(", ", packages)}: {why}.");
        await RunAsync(["update", "-qq"], cancellationToken);
        await RunAsync(["install", "-y", "-qq", "--no-install-recommends", .. packages], cancellationToken);
    }

    private async Task RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Program, arguments) { Environment = { ["DEBIAN_FRONTEND"] = "noninteractive" } };
        var result = await Child.CaptureAsync(start, cancellationToken);

        if (result.ExitCode != 0)
        {
            screen.Say(result.Error.Trim());
            throw new CommandException($"`apt-get {string.Join(' ', start.ArgumentList)}` failed; the lines above say why.");
        }
    }
}
