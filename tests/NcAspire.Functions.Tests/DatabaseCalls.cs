using System.Diagnostics;

namespace NcAspire.Functions.Tests;

/// <summary>Counts the commands that Npgsql sends for requests of this test (its activity source "Npgsql" has one activity for each).</summary>
internal sealed class DatabaseCalls : IDisposable
{
    private readonly Activity _test = new("test");
    private readonly ActivityListener _listener;
    private int _count;

    private DatabaseCalls()
    {
        _test.SetIdFormat(ActivityIdFormat.W3C).Start();
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore" or "System.Net.Http",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name is "Npgsql" && activity.TraceId == _test.TraceId)
                {
                    Interlocked.Increment(ref _count);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public int Count => Volatile.Read(ref _count);

    public static DatabaseCalls Watch() => new();

    public void Dispose()
    {
        _listener.Dispose();
        _test.Dispose();
    }
}
