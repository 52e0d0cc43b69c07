using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Instances;

namespace NcAspire.Core.Operators;

/// <summary>Shuts a user out at once, and stops what runs of it where that is asked for. May be repeated.</summary>
public sealed class LockAccount(IAccountStore accounts, IInstanceStore instances, ChangeInstance change)
{
    public async Task<LockOutcome?> ExecuteAsync(UserId user, bool stopInstances, Actor actor, CancellationToken cancellationToken)
    {
        // Locked first: from then on nobody starts anything that is not seen below.
        if (!await accounts.LockAsync(user, actor, cancellationToken))
        {
            return null;
        }

        var (stopping, left) = (new List<Slug>(), new List<Slug>());
        foreach (var instance in stopInstances ? (await instances.ListAsync(user, cancellationToken)).Select(i => i.Instance) : [])
        {
            if (instance.Status is InstanceStatus.Running or InstanceStatus.Creating && instance.Desired is DesiredState.Running)
            {
                var outcome = await change.StopAsync(user, instance.Slug, actor, cancellationToken);
                (outcome is ChangeOutcome.Accepted ? stopping : left).Add(instance.Slug);
            }
        }

        return new LockOutcome(stopping, left);
    }
}
