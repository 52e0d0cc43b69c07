using NcAspire.Core.Instances;
using NcAspire.Core.Models;

namespace NcAspire.Core.Relay;

/// <summary>What the relay knows of instances: their tokens, what they have used, and what went wrong with their vendors. All times are the database's clock.</summary>
public interface IRelayStore
{
    /// <summary>Makes this the only live token of an instance. False when there is no such instance.</summary>
    Task<bool> IssueTokenAsync(InstanceId instance, byte[] tokenHash, CancellationToken cancellationToken);

    /// <summary>Null when no live token has this hash, or its gateway is not to run: it was stopped, is being deleted or was given up.</summary>
    Task<RelayGrant?> FindGrantAsync(byte[] tokenHash, CancellationToken cancellationToken);

    /// <summary>Adds to what is there, all or nothing, and tells the sums of those days. What was used by an instance that is gone is dropped.</summary>
    Task<IReadOnlyList<DayUsage>> AddUsageAsync(IReadOnlyList<VendorUsage> usage, CancellationToken cancellationToken);

    /// <summary>What an instance has used on a UTC day by all vendors; zero when nothing.</summary>
    Task<DayUsage> UsageAsync(InstanceId instance, DateOnly day, CancellationToken cancellationToken);

    /// <summary>Keeps the fault as the vendor's last one. One that goes on keeps its beginning.</summary>
    Task RecordFaultAsync(InstanceId instance, ModelVendor vendor, ModelFaultKind kind, CancellationToken cancellationToken);

    /// <summary>The vendor has answered well; done when nothing was wrong.</summary>
    Task EndFaultAsync(InstanceId instance, ModelVendor vendor, CancellationToken cancellationToken);

    /// <summary>The last fault of each vendor that ever had one, the latest first; also those that are over.</summary>
    Task<IReadOnlyList<ModelFault>> ListFaultsAsync(InstanceId instance, CancellationToken cancellationToken);
}
