namespace NcAspire.Contracts;

/// <summary>What an operation does to its instance.</summary>
public static class OperationKinds
{
    public const string Create = "create";
    public const string Start = "start";
    public const string Stop = "stop";
    public const string Restart = "restart";
    public const string Configure = "configure";

    /// <summary>Makes the machine anew on the same volume.</summary>
    public const string Repair = "repair";
    public const string Delete = "delete";
}
