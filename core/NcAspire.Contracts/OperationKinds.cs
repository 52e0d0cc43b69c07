namespace NcAspire.Contracts;

/// <summary>What an operation does to its instance.</summary>
public static class OperationKinds
{
    public const string Create = "create";
    public const string Start = "start";
    public const string Stop = "stop";
    public const string Restart = "restart";
    public const string Configure = "configure";
    public const string Delete = "delete";
}
