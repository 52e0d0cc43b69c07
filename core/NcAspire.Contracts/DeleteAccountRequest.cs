namespace NcAspire.Contracts;

/// <summary>POST /api/me/delete. All instances go, then the account; the audit log stays. This can't be undone.</summary>
public sealed record DeleteAccountRequest(string Password);
