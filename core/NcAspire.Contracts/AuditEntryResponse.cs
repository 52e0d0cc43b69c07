namespace NcAspire.Contracts;

/// <summary>One entry of the audit log, and one line of its export. Never holds a secret.</summary>
/// <param name="Actor">One of <see cref="AuditActors"/>.</param>
/// <param name="Address">Where the owner's own request came from; null for what others did.</param>
/// <param name="Action">A dotted name such as instance.restart or secret.write.</param>
/// <param name="Detail">One short line, such as the name of the key that was written.</param>
public sealed record AuditEntryResponse(
    Guid Id, DateTimeOffset At, [OneOf(typeof(AuditActors))] string Actor, string? Address, string Action, string? Detail);
