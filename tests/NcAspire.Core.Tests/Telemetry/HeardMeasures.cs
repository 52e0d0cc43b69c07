using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using NcAspire.Core.Telemetry;

namespace NcAspire.Core.Tests.Telemetry;

/// <summary>What was measured by one <see cref="Measures"/>, and by no other of the process.</summary>
public sealed class HeardMeasures : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _heard = [];

    public HeardMeasures(Measures measures)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (measures.Owns(instrument))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Asks the gauges.</summary>
    public void Look() => _listener.RecordObservableInstruments();

    public double Sum(string name, params (string Key, string Value)[] tags) => Of(name, tags).Sum(heard => heard.Value);

    public int Count(string name, params (string Key, string Value)[] tags) => Of(name, tags).Count();

    public void Dispose() => _listener.Dispose();

    private IEnumerable<(string Name, double Value, Dictionary<string, object?> Tags)> Of(string name, (string Key, string Value)[] tags) =>
        _heard.Where(heard => heard.Name == name && tags.All(tag => heard.Tags.GetValueOrDefault(tag.Key) as string == tag.Value));

    private void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _heard.Enqueue((instrument.Name, value, new Dictionary<string, object?>(tags.ToArray())));
}
