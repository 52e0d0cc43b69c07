using NcAspire.Core.Instances;

namespace NcAspire.Core.WhatsApp;

/// <summary>
/// Keeps the one link row of each instance. The row carries a lease: only its holder may write, one at a time per instance.
/// Every write notifies <see cref="Signals.ISignals"/> subscribers of the instance.
/// </summary>
public interface ILinkStore
{
    /// <summary>The current or latest attempt, or null.</summary>
    Task<WhatsAppLink?> FindAsync(InstanceId instance, CancellationToken cancellationToken);

    /// <summary>
    /// Begins a new attempt and takes its lease, in one statement, unless one is still going on: then nothing changes and
    /// <see cref="LinkClaim.Mine"/> is false. An attempt whose lease ran out is taken over with its stage as it is.
    /// Null when there is no such instance (any more).
    /// </summary>
    Task<LinkClaim?> BeginAsync(
        InstanceId instance, Guid worker, TimeSpan lease, TimeSpan lifetime, string message, CancellationToken cancellationToken);

    /// <summary>Takes over one attempt that is not over and whose lease ran out (its worker died); null when there is none.</summary>
    Task<WhatsAppLink?> ClaimAbandonedAsync(Guid worker, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Writes stage, code and message, and renews the lease. False when the lease is lost or the attempt is over: stop working.</summary>
    Task<bool> WriteAsync(
        InstanceId instance, int attempt, Guid worker, TimeSpan lease, LinkStage stage, string? qrDataUrl, string message,
        CancellationToken cancellationToken);

    /// <summary>Gives the lease back without any other change (shutdown): another worker takes the attempt over at once.</summary>
    Task ReleaseAsync(InstanceId instance, Guid worker, CancellationToken cancellationToken);

    /// <summary>Ends an attempt that is going on, whoever holds it (stop, restart, logout, delete). Its loop learns it at its next write.</summary>
    Task CancelAsync(InstanceId instance, string message, CancellationToken cancellationToken);
}
