namespace NcAspire.Contracts;

/// <summary>One entry of the audit log as operators see it: with all that its hash is made of.</summary>
/// <param name="Sequence">Counts from 1 without a gap.</param>
/// <param name="Hash">SHA-256 over this entry and the hash of the entry before, in hexadecimal.</param>
/// <param name="At">To the microsecond.</param>
/// <param name="UserId">Who did it, or whom an operator's action is about.</param>
public sealed record OpsAuditEntryResponse(
    long Sequence,
    string Hash,
    Guid Id,
    DateTimeOffset At,
    Guid? UserId,
    string? Address,
    Guid? InstanceId,
    string Action,
    string? Detail);
