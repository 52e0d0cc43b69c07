using System.Diagnostics;

namespace NcAspire.Store.Tests;

/// <summary>Counts the commands that this test sends to the database, by the traces of Npgsql.</summary>
internal sealed class CommandCount : IDisposable
{
    private readonly ActivitySource _test = new("test");
    private readonly ActivityListener _listener;
    private readonly Activity? _root;
    private int _count;

    public CommandCount()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" || source == _test,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                // Other tests run at the same time.
                if (activity.Source != _test && activity.TraceId == _root?.TraceId)
                {
                    Interlocked.Increment(ref _count);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
        _root = _test.StartActivity("test");
    }

    public int Count => _count;

    public void Dispose()
    {
        _root?.Dispose();
        _listener.Dispose();
        _test.Dispose();
    }
}
