using System.Text.RegularExpressions;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker;

/// <summary>
/// Names of machines, volumes and networks. The engine takes the same text for a name, the beginning of an id or a part of a path:
/// what is not plainly a name never gets there.
/// </summary>
internal static partial class MachineName
{
    /// <exception cref="ProviderException">Definite: it is none.</exception>
    public static string Checked(string name) => NamePattern.IsMatch(name)
        ? name
        : throw new ProviderException($"\"{name}\" is no name of a machine, a volume or a network.", isTransient: false);

    /// <summary>The container that runs a command for a machine that does not run.</summary>
    public static string OfCommand(string machine) => $"{machine}-command";

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex NamePattern { get; }
}
