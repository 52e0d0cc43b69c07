using NcAspire.Core.Audit;
using NcAspire.Core.Instances;

namespace NcAspire.Core.Accounts;

/// <summary>
/// One pass over the accounts whose owners want them gone: asks for the deletion of each instance, again where one failed, and removes
/// an account that has none left. What is to be done is seen from the rows alone, so passes may overlap, be missed, or break off anywhere.
/// </summary>
public sealed class RemoveClosedAccounts(IAccountStore accounts, IInstanceStore instances, ChangeInstance change, IRateLimiter limiter)
{
    // A deletion that its backend refuses for good is not worth an entry in the audit log every few seconds.
    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(5);

    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        foreach (var user in await accounts.ListClosingAsync(cancellationToken))
        {
            await ExecuteAsync(user, cancellationToken);
        }
    }

    internal async Task ExecuteAsync(UserId user, CancellationToken cancellationToken)
    {
        var left = await instances.ListAsync(user, cancellationToken);
        foreach (var detail in left)
        {
            if (await IsToBeAskedForAsync(detail, cancellationToken))
            {
                await change.DeleteAsync(user, detail.Instance.Slug, new Actor(user, null), cancellationToken);
            }
        }

        if (left.Count is 0)
        {
            await accounts.RemoveClosedAsync(user, cancellationToken);
        }
    }

    // One that is being deleted, or waits for that, needs no second request.
    private async Task<bool> IsToBeAskedForAsync(InstanceDetail detail, CancellationToken cancellationToken) =>
        detail.Instance.Desired is not DesiredState.Deleted
        || (detail.Operation is null
            && (await limiter.HitAsync($"delete-again:{detail.Instance.Id}", 1, _pause, cancellationToken)).Allowed);
}
