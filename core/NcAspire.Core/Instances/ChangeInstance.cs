using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Compute;
using NcAspire.Core.Hosts;
using NcAspire.Core.Relay;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Instances;

/// <summary>Writes what the owner wants of an existing instance and queues the operation that makes it true.</summary>
public sealed class ChangeInstance(
    IInstanceStore instances, ComputeProviders providers, CapacityOptions capacity, RelayPlace relay, TimeProvider clock)
{
    private static readonly InstanceStatus[] _all = Enum.GetValues<InstanceStatus>();

    public Task<ChangeOutcome> StartAsync(UserId user, Slug slug, Actor actor, CancellationToken cancellationToken) =>
        RequestAsync(user, slug, actor, new InstanceChange(
            OperationId.New(clock),
            OperationKind.Start,
            DesiredState.Running,
            [InstanceStatus.Stopped, InstanceStatus.Error],
            WhenIdle: true), cancellationToken);

    public Task<ChangeOutcome> StopAsync(UserId user, Slug slug, Actor actor, CancellationToken cancellationToken) =>
        RequestAsync(user, slug, actor, new InstanceChange(
            OperationId.New(clock),
            OperationKind.Stop,
            DesiredState.Stopped,
            [InstanceStatus.Running],
            WhenIdle: true), cancellationToken);

    public Task<ChangeOutcome> RestartAsync(UserId user, Slug slug, Actor actor, CancellationToken cancellationToken) =>
        RequestAsync(user, slug, actor, new InstanceChange(
            OperationId.New(clock),
            OperationKind.Restart,
            DesiredState.Running,
            [InstanceStatus.Running],
            WhenIdle: true), cancellationToken);

    /// <summary>Asks for the machine to be made anew by its profile, on the same volume.</summary>
    public Task<ChangeOutcome> RepairAsync(UserId user, Slug slug, Actor actor, CancellationToken cancellationToken) =>
        RequestAsync(user, slug, actor, new InstanceChange(
            OperationId.New(clock),
            OperationKind.Repair,
            DesiredState.Running,
            [InstanceStatus.Running, InstanceStatus.Error],
            WhenIdle: true), cancellationToken);

    public Task<ChangeOutcome> DeleteAsync(UserId user, Slug slug, Actor actor, CancellationToken cancellationToken) =>
        RequestAsync(user, slug, actor, new InstanceChange(
            OperationId.New(clock),
            OperationKind.Delete,
            DesiredState.Deleted,
            _all,
            WhenIdle: false), cancellationToken);

    public Task<ChangeOutcome> SetOwnerAsync(
        UserId user, Slug slug, PhoneNumber phone, NumberKind number, Actor actor, CancellationToken cancellationToken) =>
        RequestAsync(user, slug, actor, new InstanceChange(
            OperationId.New(clock),
            OperationKind.Configure,
            Desired: null,
            _all,
            WhenIdle: false,
            (phone, number)), cancellationToken);

    /// <summary>Opens WhatsApp for everybody, up to a limit, or closes it again.</summary>
    public Task<ChangeOutcome> SetAccessAsync(UserId user, Slug slug, OpenAccess? open, Actor actor, CancellationToken cancellationToken) =>
        open is not null && relay.Address is null
            ? Task.FromResult<ChangeOutcome>(new ChangeOutcome.Conflict("This service has no relay, which would hold the daily limit, so nobody else may write."))
            : RequestAsync(
                user,
                slug,
                actor,
                new InstanceChange(OperationId.New(clock), OperationKind.Configure, Desired: null, _all, WhenIdle: false) { Access = new AccessChange(open) },
                cancellationToken);

    private async Task<ChangeOutcome> RequestAsync(
        UserId user, Slug slug, Actor actor, InstanceChange change, CancellationToken cancellationToken)
    {
        if (await instances.FindAsync(user, slug, cancellationToken) is not { Instance: var instance })
        {
            return new ChangeOutcome.NotFound();
        }

        var admission = capacity.AdmissionTo(providers.Find(instance.Provider));
        return await instances.RequestAsync(instance.Id, change with { Admission = admission }, actor, cancellationToken);
    }
}
