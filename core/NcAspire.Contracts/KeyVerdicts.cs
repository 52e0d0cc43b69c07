namespace NcAspire.Contracts;

/// <summary>What a vendor says to a key.</summary>
public static class KeyVerdicts
{
    public const string Works = "works";
    public const string Refused = "refused";

    /// <summary>It could not be asked. This is no word against the key.</summary>
    public const string Unknown = "unknown";
}
