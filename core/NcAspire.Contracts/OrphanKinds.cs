namespace NcAspire.Contracts;

/// <summary>What an orphan is.</summary>
public static class OrphanKinds
{
    public const string Machine = "machine";
    public const string Volume = "volume";
    public const string Network = "network";
}
