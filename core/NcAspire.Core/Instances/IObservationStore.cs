using NcAspire.Core.Accounts;
using NcAspire.Core.Channels;
using NcAspire.Core.WhatsApp;

namespace NcAspire.Core.Instances;

/// <summary>What is seen of running instances. All times are the database's clock.</summary>
public interface IObservationStore
{
    /// <summary>Every instance that should run, has status running and no open operation.</summary>
    Task<IReadOnlyList<Instance>> ListRunningAsync(CancellationToken cancellationToken);

    /// <summary>All instances, counted by their condition.</summary>
    Task<IReadOnlyList<InstanceCount>> CountAsync(CancellationToken cancellationToken);

    /// <summary>The one of these with this machine; null when there is none.</summary>
    Task<Instance?> FindRunningAsync(string provider, string machine, CancellationToken cancellationToken);

    /// <summary>
    /// Writes that the gateway answered and what it said of its link. Connected also moves last_whatsapp_connected_at. Wakes nobody when
    /// only times change.
    /// </summary>
    Task SetObservedAsync(InstanceId instance, LinkSight seen, CancellationToken cancellationToken);

    /// <summary>Writes where the machine differs from its profile.</summary>
    Task SetDriftAsync(InstanceId instance, IReadOnlyList<string> drift, CancellationToken cancellationToken);

    /// <summary>Writes how the chats beside WhatsApp are.</summary>
    Task SetChannelsAsync(
        InstanceId instance, IReadOnlyDictionary<ChannelDefinition, ChannelState> channels, CancellationToken cancellationToken);

    /// <summary>
    /// Writes an unplanned end down and queues what mends it, or gives the instance up when the budget is spent; one transaction under
    /// the lock of the row. Decided there, so that an end that many notice at once counts once.
    /// </summary>
    Task<EndOutcome> RecordEndAsync(UnplannedEnd end, CrashBudget budget, CancellationToken cancellationToken);

    /// <summary>
    /// Writes down how often the backend has started the gateway again by itself; what was not seen before counts as ends. False when
    /// nothing was new.
    /// </summary>
    Task<bool> RecordRestartsAsync(
        InstanceId instance, int restarts, Failure incident, CrashBudget budget, CancellationToken cancellationToken);

    /// <summary>Takes the last incident off the owner's page. False when there is no such instance (or it is somebody else's).</summary>
    Task<bool> DismissIncidentAsync(UserId user, Slug slug, CancellationToken cancellationToken);

    /// <summary>Takes incidents off that are older; returns how many.</summary>
    Task<int> SweepIncidentsAsync(TimeSpan age, CancellationToken cancellationToken);
}
