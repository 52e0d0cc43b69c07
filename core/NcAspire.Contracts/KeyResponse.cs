namespace NcAspire.Contracts;

/// <summary>A master key, without its value.</summary>
/// <param name="Current">New secrets are wrapped with it.</param>
/// <param name="Secrets">How many it wraps.</param>
public sealed record KeyResponse(string Id, bool Current, long Secrets);
