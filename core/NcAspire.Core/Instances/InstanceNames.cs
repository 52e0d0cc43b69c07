namespace NcAspire.Core.Instances;

/// <summary>Names of an instance's resources at its provider: made from its key alone, so a crash can never lose them.</summary>
public static class InstanceNames
{
    public static string Machine(InstanceId id) => $"nc-{id.Value:N}";

    public static string Volume(InstanceId id) => $"nc-{id.Value:N}-state";
}
