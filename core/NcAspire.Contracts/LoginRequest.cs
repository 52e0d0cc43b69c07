namespace NcAspire.Contracts;

/// <summary>POST /api/login.</summary>
public sealed record LoginRequest(string Email, string Password);
