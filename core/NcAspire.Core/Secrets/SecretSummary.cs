namespace NcAspire.Core.Secrets;

/// <summary>All that is ever shown of a secret.</summary>
/// <param name="Last4">Its last four characters.</param>
public sealed record SecretSummary(SecretName Name, string Last4, DateTimeOffset UpdatedAt);
