using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;

namespace NcAspire.Core.Audit;

/// <summary>Which entries are asked for; null does not narrow.</summary>
/// <param name="Before">Entries older than the one with this number.</param>
public sealed record AuditFilter(UserId? User = null, InstanceId? Instance = null, long? Before = null);
