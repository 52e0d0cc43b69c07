namespace NcAspire.Contracts;

/// <summary>GET /api/ops/users: an account as operators see it.</summary>
/// <param name="InstanceCap">How many instances it may have at once.</param>
/// <param name="HasOwnCap">That is so by an operator's word, not by what everybody may have.</param>
/// <param name="LockedAt">Since when it is locked; null when it is not.</param>
public sealed record OpsUserResponse(
    Guid UserId,
    string Email,
    DateTimeOffset CreatedAt,
    int InstanceCap,
    bool HasOwnCap,
    DateTimeOffset? LockedAt,
    IReadOnlyList<OpsUserInstanceResponse> Instances);
