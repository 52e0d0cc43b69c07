namespace NcAspire.Contracts;

/// <summary>GET /api/ops/audit/verify.</summary>
/// <param name="IsWhole">Every entry is as it was written.</param>
/// <param name="Checked">So many entries, from the first on, are.</param>
/// <param name="Sequence">Number of the last entry when the check began.</param>
/// <param name="Hash">Its hash in hexadecimal. Kept elsewhere, it tells later whether anything before it was made anew.</param>
/// <param name="Fault">One of <see cref="AuditFaults"/>; null when the log is whole.</param>
/// <param name="FirstBad">The number that the fault is at.</param>
/// <param name="Message">The verdict in a sentence.</param>
public sealed record AuditVerificationResponse(
    bool IsWhole,
    long Checked,
    long Sequence,
    string Hash,
    [OneOf(typeof(AuditFaults))] string? Fault,
    long? FirstBad,
    string Message);
