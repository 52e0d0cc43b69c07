namespace NcAspire.Contracts;

/// <summary>What a key opens.</summary>
public static class SecretUses
{
    public const string Model = "model";
    public const string Speech = "speech";
    public const string Channel = "channel";
}
