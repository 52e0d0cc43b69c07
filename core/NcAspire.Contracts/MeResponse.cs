namespace NcAspire.Contracts;

/// <summary>GET /api/me.</summary>
/// <param name="InstanceCap">How many instances this account may have at once.</param>
public sealed record MeResponse(Guid UserId, string Email, DateTimeOffset CreatedAt, int InstanceCap);
