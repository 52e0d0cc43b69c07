namespace NcAspire.Contracts;

/// <summary>A session that goes on.</summary>
/// <param name="Id">Names it for DELETE /api/me/sessions/{id}; it is no token.</param>
/// <param name="LastUsedAt">To some minutes; null when it was not used since the login.</param>
/// <param name="Address">Where the login came from.</param>
/// <param name="Agent">What the browser said of itself then, cut short.</param>
/// <param name="IsCurrent">It is the one that asks.</param>
public sealed record SessionEntryResponse(
    Guid Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? LastUsedAt,
    string? Address,
    string? Agent,
    bool IsCurrent);
