using System.Text.RegularExpressions;

namespace NcAspire.Core.Instances;

/// <summary>Names of an instance's resources at its provider: made from its key alone, so a crash can never lose them.</summary>
public static partial class InstanceNames
{
    public static string Machine(InstanceId id) => $"nc-{id.Value:N}";

    public static string Volume(InstanceId id) => $"nc-{id.Value:N}-state";

    /// <summary>Whether it is the name that some instance's volume has; nobody else names one like that by chance.</summary>
    public static bool IsVolume(string name) => VolumePattern.IsMatch(name);

    [GeneratedRegex(@"\Anc-[0-9a-f]{32}-state\z")]
    private static partial Regex VolumePattern { get; }
}
