namespace NcAspire.Contracts;

/// <summary>GET /api/ops/keys: the master keys that wrap anything, and the current one.</summary>
public sealed record KeyListResponse(IReadOnlyList<KeyResponse> Items);
