namespace NcAspire.Core.Audit;

/// <summary>What the log says of itself at one moment.</summary>
/// <param name="Sequence">Of the last entry; 0 for an empty log.</param>
/// <param name="Hash">Of the last entry.</param>
/// <param name="Strays">Entries without a number, or with one beyond the last: nothing that the log itself has added.</param>
public sealed record AuditHead(long Sequence, ReadOnlyMemory<byte> Hash, long Strays);
