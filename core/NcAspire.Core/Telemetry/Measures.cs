using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Telemetry;

/// <summary>
/// What the core measures of itself. No value tells of one instance or person: those are in traces and logs. docs/operations.md lists them.
/// </summary>
public sealed class Measures : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "NcAspire.Core";

    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _operations;
    private readonly Histogram<double> _waits;
    private readonly Histogram<double> _steps;
    private readonly Histogram<double> _sweeps;
    private readonly Counter<long> _ends;
    private readonly Counter<long> _links;
    private readonly Counter<long> _tokens;
    private volatile IReadOnlyList<InstanceCount> _instances = [];

    public Measures()
    {
        _operations = _meter.CreateHistogram<double>("ncaspire.operation.duration", "s", "From the wish to its end.");
        _waits = _meter.CreateHistogram<double>("ncaspire.operation.wait", "s", "From the wish until a worker took it up first.");
        _steps = _meter.CreateHistogram<double>("ncaspire.step.duration", "s", "One try of one step.");
        _sweeps = _meter.CreateHistogram<double>("ncaspire.health.sweep.duration", "s", "One pass over all running instances.");
        _ends = _meter.CreateCounter<long>("ncaspire.gateway.ends", "{end}", "Gateways that ended or fell silent unasked.");
        _links = _meter.CreateCounter<long>("ncaspire.link.stages", "{attempt}", "Attempts to link a phone that came to a stage.");
        _tokens = _meter.CreateCounter<long>("ncaspire.relay.tokens", "{token}", "Tokens of models, as vendors count them.");
        _meter.CreateObservableGauge(
            "ncaspire.instances", () => _instances.Select(Of), "{instance}", "Instances; each replica tells all of them.");
    }

    /// <param name="outcome">succeeded or failed.</param>
    public void OperationEnded(Operation operation, string provider, string outcome, DateTimeOffset now) => _operations.Record(
        Seconds(now - operation.CreatedAt), Tag("kind", operation.Kind), new("provider", provider), new("outcome", outcome));

    public void OperationTakenUp(Operation operation, DateTimeOffset now)
    {
        if (operation.Attempts is 1)
        {
            _waits.Record(Seconds(now - operation.CreatedAt), Tag("kind", operation.Kind));
        }
    }

    /// <param name="outcome">done, failed, or postponed by a fault that may pass.</param>
    public void StepTried(OperationKind kind, string step, string provider, TimeSpan duration, string outcome) => _steps.Record(
        duration.TotalSeconds, Tag("kind", kind), new("step", step), new("provider", provider), new("outcome", outcome));

    public void SweepDone(TimeSpan duration) => _sweeps.Record(duration.TotalSeconds);

    public void GatewayEnded(FailureKind reason, int times = 1) => _ends.Add(times, Tag("reason", reason));

    /// <param name="stage">started, shown, scanned, connected, expired or unreachable.</param>
    public void LinkCameTo(string stage) => _links.Add(1, new KeyValuePair<string, object?>("stage", stage));

    public void TokensUsed(string vendor, long input, long output)
    {
        _tokens.Add(input, new("vendor", vendor), new("direction", "input"));
        _tokens.Add(output, new("vendor", vendor), new("direction", "output"));
    }

    /// <summary>Replaces what the gauge of instances tells.</summary>
    public void InstancesCounted(IReadOnlyList<InstanceCount> counts) => _instances = counts;

    /// <summary>Whether the instrument is one of these measures, and not of others in the same process.</summary>
    public bool Owns(Instrument instrument) => instrument.Meter == _meter;

    public void Dispose() => _meter.Dispose();

    private static Measurement<long> Of(InstanceCount count) => new(
        count.Instances,
        new TagList
        {
            Tag("status", count.Status),
            Tag("whatsapp", count.WhatsApp),
            new("region", count.Region),
            new("provider", count.Provider),
        });

    // The database's clock and ours may differ.
    private static double Seconds(TimeSpan time) => Math.Max(0, time.TotalSeconds);

    private static KeyValuePair<string, object?> Tag<T>(string name, T value)
        where T : struct, Enum => new(name, JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));
}
