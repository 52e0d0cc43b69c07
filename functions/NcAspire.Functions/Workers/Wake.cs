using NcAspire.Core.Signals;

namespace NcAspire.Functions.Workers;

internal static class Wake
{
    /// <summary>Returns when the signal or the alarm comes, whichever is first; the other wait is let go.</summary>
    public static async Task OnAnyAsync(ISignal signal, Task rung, CancellationToken cancellationToken)
    {
        using var other = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signalled = signal.WaitAsync(other.Token);
        await Task.WhenAny(signalled, rung);
        await other.CancelAsync();
        await signalled.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
