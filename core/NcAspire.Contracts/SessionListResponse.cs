namespace NcAspire.Contracts;

/// <summary>GET /api/me/sessions: newest first.</summary>
public sealed record SessionListResponse(IReadOnlyList<SessionEntryResponse> Items);
