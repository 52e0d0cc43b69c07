namespace NcAspire.Contracts;

/// <summary>Which of the saved keys to ask its vendor about.</summary>
public sealed record CheckKeyRequest(string Name);
