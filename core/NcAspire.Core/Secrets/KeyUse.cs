namespace NcAspire.Core.Secrets;

/// <summary>How many secrets a master key wraps.</summary>
/// <param name="KeyId">The id of the master key.</param>
public sealed record KeyUse(string KeyId, long Secrets);
