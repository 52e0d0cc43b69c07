using NcAspire.Contracts;
using NcAspire.Core.Accounts;
using NcAspire.Core.Hosts;
using NcAspire.Core.Instances;
using NcAspire.Core.Orphans;

namespace NcAspire.Functions.Views;

/// <summary>Backends, what lies on them, and users, as operators see them.</summary>
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

    public static OpsUserResponse ToResponse(this Account account, IReadOnlyList<InstanceDetail> instances, int usualCap) => new(
        account.User.Id.Value,
        account.User.Email,
        account.User.CreatedAt,
        account.InstanceCap ?? usualCap,
        account.InstanceCap is not null,
        account.User.LockedAt,
        [
            .. instances.Select(i => new OpsUserInstanceResponse(
                i.Instance.Id.Value,
                i.Instance.Slug.Value,
                Names.Of(i.Instance.Status),
                i.Instance.Region,
                i.Instance.Provider,
                i.Instance.CreatedAt)),
        ]);

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
