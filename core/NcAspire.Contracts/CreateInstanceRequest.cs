namespace NcAspire.Contracts;

/// <summary>POST /api/instances.</summary>
/// <param name="Slug">A DNS label: 2 to 40 of a–z, 0–9 and -, not at either end; unique.</param>
/// <param name="Region">A code of GET /api/regions; null for the default one.</param>
public sealed record CreateInstanceRequest(string Slug, string? Region = null);
