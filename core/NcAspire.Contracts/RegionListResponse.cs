namespace NcAspire.Contracts;

/// <summary>GET /api/regions.</summary>
public sealed record RegionListResponse(IReadOnlyList<RegionResponse> Items);
