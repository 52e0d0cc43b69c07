namespace NcAspire.Contracts;

/// <summary>GET /api/instances/{slug}/audit: newest first.</summary>
/// <param name="Next">Give it as cursor to read on; null at the end.</param>
public sealed record AuditListResponse(IReadOnlyList<AuditEntryResponse> Items, string? Next);
