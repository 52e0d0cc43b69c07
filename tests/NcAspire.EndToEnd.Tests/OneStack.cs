using System.Globalization;
using NcAspire.Testing.Vendors;

namespace NcAspire.EndToEnd.Tests;

/// <summary>One stack for all tests that leave it as they found it; codes rotate fast, and the phone scans only when told to.</summary>
public abstract class OneStack(Backend backend) : IAsyncLifetime
{
    public static readonly IReadOnlyDictionary<string, string> Knobs = new Dictionary<string, string>
    {
        ["NC_WA_SIM_LINK_AFTER_MS"] = "-1",
        ["NC_WA_SIM_QR_REFRESH_MS"] = "5000",
    };

    private Stack? _stack;
    private FakeVendor? _vendor;
    private FakeVendor? _anthropic;
    private TelemetryCollector? _telemetry;

    /// <summary>The vendor that the relay of this stack asks instead of OpenAI and OpenRouter.</summary>
    public FakeVendor Vendor => _vendor ?? throw new InvalidOperationException("The vendor is not started.");

    /// <summary>The vendor that it asks instead of Anthropic, with a key of its own.</summary>
    public FakeVendor Anthropic => _anthropic ?? throw new InvalidOperationException("The vendor is not started.");

    /// <summary>Gets the telemetry of this stack's processes.</summary>
    public TelemetryCollector Telemetry => _telemetry ?? throw new InvalidOperationException("The collector is not started.");

    public Stack Stack => _stack ?? throw backend.Missing ?? new InvalidOperationException("The stack is not started.");

    public async ValueTask InitializeAsync()
    {
        if (backend.Missing is null)
        {
            _vendor = await FakeVendor.StartAsync(CancellationToken.None);
            _anthropic = await FakeVendor.StartAsync($"sk-ant-{Guid.NewGuid():N}", CancellationToken.None);
            _telemetry = await TelemetryCollector.StartAsync(CancellationToken.None);
            var address = Vendor.Address.AbsoluteUri.TrimEnd('/');
            Dictionary<string, string> knobs = new(Knobs)
            {
                ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = Telemetry.Address.AbsoluteUri,
                ["Vendors__openai__Address"] = $"{address}/v1",
                ["Vendors__openrouter__Address"] = $"{address}/api/v1",
                ["Vendors__anthropic__Address"] = Anthropic.Address.AbsoluteUri,

                // What takes its time, shorter: a vendor that is silent, one that fails, and a day.
                ["Relay__FirstByteTimeout"] = "00:00:08",
                ["Relay__RetryFor"] = "00:00:01",
                ["Relay__DailyTokens"] = FakeVendor.CostlyTokens.ToString(CultureInfo.InvariantCulture),
            };
            _stack = await Stack.StartAsync(backend, knobs, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stack is not null)
        {
            await _stack.DisposeAsync();
        }

        if (_vendor is not null)
        {
            await _vendor.DisposeAsync();
        }

        if (_anthropic is not null)
        {
            await _anthropic.DisposeAsync();
        }

        if (_telemetry is not null)
        {
            await _telemetry.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
