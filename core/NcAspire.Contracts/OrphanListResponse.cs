namespace NcAspire.Contracts;

/// <summary>GET /api/ops/orphans, the oldest first.</summary>
public sealed record OrphanListResponse(IReadOnlyList<OrphanResponse> Items);
