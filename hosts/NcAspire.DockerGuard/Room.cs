using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;

namespace NcAspire.DockerGuard;

/// <summary>
/// Keeps a caller from making machines and volumes until the host, its engine or the tenants' addresses are used up. Whether there is
/// memory for one more is decided long before, by whoever admits instances; this holds when that one can't be believed.
/// </summary>
internal sealed class Room(IComputeProvider engine, IOptions<GuardOptions> options)
{
    private readonly ConcurrentDictionary<OwnedResourceKind, int> _left = [];

    /// <summary>Returns when there is room for one of that name, or it is there already.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public async Task RequireAsync(OwnedResourceKind kind, string name, CancellationToken cancellationToken)
    {
        // A listing costs the more the more there is, so it is made only when the places that the last one left are given away. What
        // was removed since then, or was there already, only makes the next one come sooner.
        if (_left.AddOrUpdate(kind, 0, (_, left) => left - 1) > 0)
        {
            return;
        }

        var owned = (await engine.ListOwnedAsync(cancellationToken)).Where(resource => resource.Kind == kind).ToList();
        _left[kind] = options.Value.MaxInstances - owned.Count;

        // Those that ask at the same time may each see the last place: no more of them than the verb's gate lets in.
        if (owned.Count >= options.Value.MaxInstances && owned.All(resource => resource.Name != name))
        {
            throw new RefusedException(
                StatusCodes.Status422UnprocessableEntity, "This host has as many machines or volumes as Guard:MaxInstances allows.");
        }
    }
}
