using NcAspire.Core.Instances;

namespace NcAspire.Core.Signals;

/// <summary>
/// Tells that a row changed, across all replicas (one LISTEN connection per process). A signal carries no content: read the state.
/// Signals may be merged and may come for no change; after a lost connection every subscriber is woken once.
/// </summary>
public interface ISignals
{
    /// <summary>Changes of one instance: its row, operations, steps and link.</summary>
    ISignal OfInstance(InstanceId instance);

    /// <summary>New or newly due work: an operation was requested.</summary>
    ISignal OfWork();
}
