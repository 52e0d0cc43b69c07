using NcAspire.Core.Instances;

namespace NcAspire.Core.Audit;

/// <summary>One line of the audit log. Never carries a secret.</summary>
/// <param name="Action">A dotted name such as account.login or instance.delete.</param>
/// <param name="Detail">One short line, or null.</param>
public sealed record AuditEntry(Actor Actor, InstanceId? Instance, string Action, string? Detail);
