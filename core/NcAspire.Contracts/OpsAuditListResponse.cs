namespace NcAspire.Contracts;

/// <summary>GET /api/ops/audit: newest first.</summary>
/// <param name="Next">Give it as cursor to read on; null at the end.</param>
public sealed record OpsAuditListResponse(IReadOnlyList<OpsAuditEntryResponse> Items, string? Next);
