namespace NcAspire.Core.Audit;

/// <summary>
/// Goes through the whole log and finds the first entry that is not as it was written. Entries that come meanwhile are left for the
/// next check. Somebody who can write to the database can make a chain anew from any entry on: only a <see cref="AuditHead"/> that was
/// kept elsewhere tells that.
/// </summary>
public sealed class VerifyAudit(IAuditLog log)
{
    private const int Batch = 1000;

    public async Task<AuditVerdict> ExecuteAsync(CancellationToken cancellationToken)
    {
        var head = await log.ReadHeadAsync(cancellationToken);
        var (done, previous) = (0L, AuditChain.Beginning);
        while (done < head.Sequence)
        {
            var batch = await log.ReadAsync(done, Batch, cancellationToken);
            foreach (var entry in batch.TakeWhile(e => e.Sequence <= head.Sequence))
            {
                var hash = AuditChain.Hash(done + 1, previous, entry);
                if (entry.Sequence != done + 1 || !entry.Hash.Span.SequenceEqual(hash))
                {
                    return new AuditVerdict(head, done, await NameAsync(entry, done + 1, previous, head, cancellationToken), done + 1);
                }

                (done, previous) = (entry.Sequence, hash);
            }

            if (batch.Count is 0 || batch[^1].Sequence > head.Sequence)
            {
                break;
            }
        }

        return head switch
        {
            _ when done < head.Sequence => new AuditVerdict(head, done, AuditFault.Truncated, done + 1),
            _ when !previous.Span.SequenceEqual(head.Hash.Span) => new AuditVerdict(head, done, AuditFault.Changed, done),
            { Strays: > 0 } => new AuditVerdict(head, done, AuditFault.Added, done + 1),
            _ => new AuditVerdict(head, done, null, null),
        };
    }

    // The right entry for this place may stand somewhere else: it is the one that makes the hash which somebody has written down here,
    // or which went along with it.
    private async Task<AuditFault> NameAsync(
        AuditRecord found, long expected, ReadOnlyMemory<byte> previous, AuditHead head, CancellationToken cancellationToken)
    {
        if (found.Sequence != expected)
        {
            return AuditFault.Missing;
        }

        var after = expected;
        while (await log.ReadAsync(after, Batch, cancellationToken) is { Count: > 0 } batch)
        {
            foreach (var entry in batch)
            {
                var hash = AuditChain.Hash(expected, previous, entry);
                if (entry.Hash.Span.SequenceEqual(hash) || found.Hash.Span.SequenceEqual(hash))
                {
                    return AuditFault.Reordered;
                }
            }

            after = batch[^1].Sequence;
            if (after >= head.Sequence)
            {
                break;
            }
        }

        return AuditFault.Changed;
    }
}
