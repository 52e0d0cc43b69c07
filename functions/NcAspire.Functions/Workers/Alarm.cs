namespace NcAspire.Functions.Workers;

/// <summary>Wakes every waiting worker of this process, now.</summary>
public sealed class Alarm
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the next ring. Take it before looking for work, so that no ring in between is missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Ring() =>
        Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
