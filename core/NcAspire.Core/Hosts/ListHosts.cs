using NcAspire.Core.Compute;

namespace NcAspire.Core.Hosts;

/// <summary>For operators: every backend, with what it has and what it still takes. Reads rows only.</summary>
public sealed class ListHosts(ComputeProviders providers, IHostStore hosts, CapacityOptions options, MachineOptions machine)
{
    public async Task<IReadOnlyList<HostStatus>> ExecuteAsync(CancellationToken cancellationToken)
    {
        var seen = await hosts.ListAsync(cancellationToken);
        var never = providers.All.Select(p => p.Name).Except(seen.Select(h => h.Provider));
        return
        [
            .. seen.Select(Status)
                .Concat(never.Select(name => new HostStatus(name, Host: null, LimitBytes: null, Fits: null, Answers: false)))
                .OrderBy(status => status.Provider, StringComparer.Ordinal),
        ];
    }

    private HostStatus Status(Host host)
    {
        var limit = options.AdmissionTo(providers.Find(host.Provider))?.LimitOf(host.Capacity.MemoryBytes);
        var fits = (limit - host.ReservedBytes) / machine.MemoryBytes;
        return new HostStatus(
            host.Provider, host, limit, fits is { } count ? (int)Math.Clamp(count, 0, int.MaxValue) : null, host.Age <= options.StaleAfter);
    }
}
