using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;

namespace NcAspire.Core.Audit;

/// <summary>An entry as it stands in the log.</summary>
/// <param name="Sequence">Counts from 1 without a gap, in the order of the commits.</param>
/// <param name="Hash">Over this entry, its number and the hash of the entry before; see <see cref="AuditChain"/>.</param>
/// <param name="At">The database's time, to the microsecond.</param>
/// <param name="User">Who did it, or whom an operator's action is about; null for the system and for somebody unknown.</param>
public sealed record AuditRecord(
    long Sequence,
    ReadOnlyMemory<byte> Hash,
    Guid Id,
    DateTimeOffset At,
    UserId? User,
    string? Address,
    InstanceId? Instance,
    string Action,
    string? Detail);
