namespace NcAspire.Testing;

/// <summary>A call that stands still between its beginning and its effect, until the test lets it go on.</summary>
public sealed class HeldCall
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal HeldCall(string call) => Call = call;

    /// <summary>Completes when the call has been made.</summary>
    public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

    internal string Call { get; }

    public void Release() => _released.TrySetResult();

    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        _reached.TrySetResult();
        await _released.Task.WaitAsync(cancellationToken);
    }
}
