using System.Diagnostics.Metrics;
using NcAspire.Core.Telemetry;

namespace NcAspire.House.Tests;

/// <summary>docs/operations.md lists what is measured.</summary>
public sealed class MetricsTableTests
{
    [Fact]
    public void Every_metric_has_a_row_and_every_row_is_one()
    {
        using var measures = new Measures();
        var names = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (measures.Owns(instrument))
                {
                    names.Add(instrument.Name);
                }
            },
        };
        listener.Start();

        var rows = Repository.Read("docs/operations.md").Split('\n')
            .Where(line => line.StartsWith("| `ncaspire.", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);

        Assert.Equal(names.Order(), rows.Order());
    }
}
