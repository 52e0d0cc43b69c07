namespace NcAspire.Contracts;

/// <summary>A stored key, without its value.</summary>
public sealed record LlmKeyResponse(string Name, string Last4, DateTimeOffset UpdatedAt);
