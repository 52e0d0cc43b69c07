namespace NcAspire.Contracts;

/// <summary>PUT /api/me/password. Every other session ends.</summary>
public sealed record ChangePasswordRequest(string CurrentPassword, string NewPassword);
