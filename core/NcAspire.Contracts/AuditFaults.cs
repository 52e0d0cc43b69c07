namespace NcAspire.Contracts;

/// <summary>What can be wrong with the audit log.</summary>
public static class AuditFaults
{
    /// <summary>An entry or its hash is not what it was, or one was put in before it.</summary>
    public const string Changed = "changed";
    public const string Missing = "missing";
    public const string Reordered = "reordered";

    /// <summary>The last entries are gone.</summary>
    public const string Truncated = "truncated";

    /// <summary>There are entries that were not added by the log itself.</summary>
    public const string Added = "added";
}
