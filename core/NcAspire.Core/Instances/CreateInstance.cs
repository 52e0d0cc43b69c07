using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Compute;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Instances;

/// <summary>Admits a new instance; a worker brings it up.</summary>
public sealed class CreateInstance(
    IInstanceStore instances, IRegionStore regions, ComputeProviders providers, InstanceOptions options, TimeProvider clock)
{
    /// <param name="region">Code of a region; null for the default one.</param>
    public async Task<CreateOutcome> ExecuteAsync(
        UserId user, string? slugText, string? region, Actor actor, CancellationToken cancellationToken)
    {
        if (Slug.ForNew(slugText) is not { } slug)
        {
            return new CreateOutcome.InvalidSlug(Slug.Complaint(slugText) ?? "Choose another name.");
        }

        var all = await regions.ListAsync(cancellationToken);
        var place = region is not null ? all.FirstOrDefault(r => r.Code == region) : all.Count > 0 ? all[0] : null;
        if (place is null)
        {
            return region is null ? new CreateOutcome.NoCapacity() : new CreateOutcome.UnknownRegion();
        }

        // A region whose backend this server does not have is as closed as a disabled one.
        if (!place.IsEnabled || providers.Find(place.Provider) is not { } provider)
        {
            return new CreateOutcome.NoCapacity();
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
            InstanceNames.Volume(id));
        return await instances.AddAsync(instance, options.CapPerUser, actor, cancellationToken) switch
        {
            AddOutcome.Added added => new CreateOutcome.Accepted(added.Instance),
            AddOutcome.CapReached reached => new CreateOutcome.CapReached(reached.Cap),
            _ => new CreateOutcome.SlugTaken(),
        };
    }
}
