namespace NcAspire.Contracts;

/// <summary>GET /api/ops/hosts.</summary>
public sealed record HostListResponse(IReadOnlyList<HostResponse> Items);
