using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Compute;
using NcAspire.Core.Hosts;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Instances;

/// <summary>Admits a new instance; a worker brings it up.</summary>
public sealed class CreateInstance(
    IInstanceStore instances,
    ListRegions regions,
    ComputeProviders providers,
    RefreshHosts refresh,
    InstanceOptions options,
    MachineOptions machine,
    CapacityOptions capacity,
    TimeProvider clock)
{
    /// <param name="region">Code of a region; null for the default one.</param>
    public async Task<CreateOutcome> ExecuteAsync(
        UserId user, string? slugText, string? region, Actor actor, CancellationToken cancellationToken)
    {
        if (Slug.ForNew(slugText) is not { } slug)
        {
            return new CreateOutcome.InvalidSlug(Slug.Complaint(slugText) ?? "Choose another name.");
        }

        var all = await regions.ExecuteAsync(cancellationToken);
        var place = region is not null ? all.FirstOrDefault(r => r.Code == region) : all.Count > 0 ? all[0] : null;
        if (place is null)
        {
            return region is null ? new CreateOutcome.NoCapacity(CapacityShortage.Closed) : new CreateOutcome.UnknownRegion();
        }

        if (!place.IsEnabled || providers.Find(place.Provider) is not { } provider)
        {
            return new CreateOutcome.NoCapacity(CapacityShortage.Closed);
        }

        var id = InstanceId.New(clock);
        var instance = new NewInstance(
            id,
            OperationId.New(clock),
            user,
            slug,
            place.Code,
            place.Provider,
            provider.Capabilities.DefaultImage,
            InstanceNames.Machine(id),
            InstanceNames.Volume(id),
            machine.MemoryBytes);
        return await AddAsync(instance, provider, actor, cancellationToken) switch
        {
            AddOutcome.Added added => new CreateOutcome.Accepted(added.Instance),
            AddOutcome.CapReached reached => new CreateOutcome.CapReached(reached.Cap),
            AddOutcome.NoRoom noRoom => new CreateOutcome.NoCapacity(noRoom.Why),
            _ => new CreateOutcome.SlugTaken(),
        };
    }

    // A server that has just come up may not know its backend yet: it is asked, once.
    private async Task<AddOutcome> AddAsync(
        NewInstance instance, IComputeProvider provider, Actor actor, CancellationToken cancellationToken)
    {
        var admission = capacity.AdmissionTo(provider);
        var outcome = await instances.AddAsync(instance, options.CapPerUser, admission, actor, cancellationToken);
        return outcome is AddOutcome.NoRoom { Why: CapacityShortage.Unreachable } && await refresh.ExecuteAsync(provider, cancellationToken)
            ? await instances.AddAsync(instance, options.CapPerUser, admission, actor, cancellationToken)
            : outcome;
    }
}
