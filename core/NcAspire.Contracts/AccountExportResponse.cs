namespace NcAspire.Contracts;

/// <summary>GET /api/me/export: all that is stored about an account, without any secret. Of keys there are names and last four characters.</summary>
/// <param name="Audit">What the account did and what was done to its instances, newest first.</param>
/// <param name="AuditIsComplete">False where there were too many entries; GET /api/instances/{slug}/audit has the rest.</param>
public sealed record AccountExportResponse(
    DateTimeOffset ExportedAt,
    MeResponse Account,
    IReadOnlyList<SessionEntryResponse> Sessions,
    IReadOnlyList<InstanceResponse> Instances,
    IReadOnlyList<AuditEntryResponse> Audit,
    bool AuditIsComplete);
