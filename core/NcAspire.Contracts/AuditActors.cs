namespace NcAspire.Contracts;

/// <summary>Who did what the audit log tells, as the owner of an instance or account sees it.</summary>
public static class AuditActors
{
    /// <summary>The owner, or somebody with the owner's session.</summary>
    public const string You = "you";

    /// <summary>Those who run the server.</summary>
    public const string Operator = "operator";

    /// <summary>The server itself, or nobody who is known.</summary>
    public const string System = "system";
}
