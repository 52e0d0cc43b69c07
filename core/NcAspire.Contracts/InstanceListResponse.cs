namespace NcAspire.Contracts;

/// <summary>GET /api/instances, newest first.</summary>
public sealed record InstanceListResponse(IReadOnlyList<InstanceResponse> Items);
