namespace NcAspire.Core.Signals;

/// <summary>A subscription; dispose it to end it.</summary>
public interface ISignal : IDisposable
{
    /// <summary>
    /// Returns at once when something changed since the subscription or the last return, else with the next change.
    /// So: subscribe, read the state, wait, read again, and nothing is missed.
    /// </summary>
    Task WaitAsync(CancellationToken cancellationToken);

    /// <summary>Whether <see cref="WaitAsync"/> would return at once; what changed until now counts as told then.</summary>
    bool TryTake();
}
