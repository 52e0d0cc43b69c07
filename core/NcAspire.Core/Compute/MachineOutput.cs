using System.Text.RegularExpressions;

namespace NcAspire.Core.Compute;

/// <summary>What machines and the commands beside them write, as providers hand it on.</summary>
public static partial class MachineOutput
{
    /// <summary>Characters that are kept of what a command writes; <see cref="CommandResult.Output"/>.</summary>
    public const int CommandLimit = 64 << 10;

    /// <summary>Without escape sequences (ECMA-48: CSI, OSC and two-character ones) and carriage returns.</summary>
    public static string Plain(string text) => EscapePattern.Replace(text, "");

    [GeneratedRegex(@"\x1B(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(?:\x07|\x1B\\)|[@-Z\\-_])|\r")]
    private static partial Regex EscapePattern { get; }
}
