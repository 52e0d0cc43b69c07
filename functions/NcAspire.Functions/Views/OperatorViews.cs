using NcAspire.Contracts;
using NcAspire.Core.Hosts;
using NcAspire.Core.Orphans;

namespace NcAspire.Functions.Views;

/// <summary>Backends and what lies on them as operators see them.</summary>
internal static class OperatorViews
{
    public static HostResponse ToResponse(this HostStatus status)
    {
        var (provider, host, limit, fits, answers) = status;
        return new HostResponse(
            provider,
            host?.Capacity.Host,
            host?.Capacity.Version,
            answers,
            host?.SeenAt,
            host is null ? null : new HostMemoryResponse(host.Capacity.MemoryBytes, host.ReservedBytes, limit, limit - host.ReservedBytes),
            host?.Capacity.Cpus,
            host?.Capacity.DiskFreeBytes,
            fits,
            host?.Running ?? 0,
            host?.Stopped ?? 0);
    }

    public static OrphanResponse ToResponse(this Orphan orphan, OrphanOptions options) => new(
        orphan.Provider,
        Names.Of(orphan.Kind),
        orphan.Name,
        orphan.Instance?.Value,
        orphan.CreatedAt,
        orphan.FirstSeenAt,
        orphan.LastSeenAt,
        orphan.FirstSeenAt + OrphanRules.Grace(orphan.Kind, options),
        orphan.HeldBack);
}
