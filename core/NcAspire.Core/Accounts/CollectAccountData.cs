using NcAspire.Core.Audit;
using NcAspire.Core.Instances;

namespace NcAspire.Core.Accounts;

/// <summary>Collects all that is stored about a user, for that user.</summary>
public sealed class CollectAccountData(IAccountStore accounts, IInstanceStore instances, IAuditLog audit)
{
    private const int MostEntries = 5000;

    public async Task<AccountData> ExecuteAsync(UserId user, CancellationToken cancellationToken)
    {
        var owned = await instances.ListAsync(user, cancellationToken);
        List<AuditFilter> filters = [new(User: user), .. owned.Select(i => new AuditFilter(Instance: i.Instance.Id))];
        var entries = new Dictionary<long, AuditRecord>();
        var isComplete = true;
        foreach (var filter in filters)
        {
            var found = await audit.ListAsync(filter, MostEntries, cancellationToken);
            isComplete &= found.Count < MostEntries;
            foreach (var entry in found)
            {
                entries[entry.Sequence] = entry;
            }
        }

        return new AccountData(
            await accounts.ListSessionsAsync(user, cancellationToken),
            owned,
            [.. entries.Values.OrderByDescending(e => e.Sequence)],
            isComplete);
    }
}
