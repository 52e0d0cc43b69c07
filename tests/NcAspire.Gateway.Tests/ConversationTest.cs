using NcAspire.Core.Gateways;
using NcAspire.Testing;
using NcAspire.Testing.Vendors;

namespace NcAspire.Gateway.Tests;

/// <summary>People write to a running gateway whose model is a vendor's double.</summary>
public abstract class ConversationTest(LiveGateway live) : IAsyncLifetime
{
    protected const string Owner = "+15551234567";
    protected const string Stranger = "+15559998888";

    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private FakeVendor? _vendor;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected LiveGateway Live => live;

    protected FakeVendor Vendor => _vendor ?? throw new InvalidOperationException("The test has not begun.");

    public async ValueTask InitializeAsync()
    {
        _vendor = await FakeVendor.StartAsync(Ct);
        live.WriteSecrets((ModelRoute.RelayToken, Vendor.Key));
        await live.UnlinkAsync(Ct);
        await live.LinkAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await live.Gateway.ApplyConfigAsync(live.Endpoint, live.Config(Samples.NoOwner), Ct);
        live.WriteSecrets((ModelRoute.RelayToken, LiveGateway.RelayToken));
        await live.Gateway.ReloadSecretsAsync(live.Endpoint, Ct);
        await live.UnlinkAsync(Ct);
        await Vendor.DisposeAsync();
    }

    /// <summary>Everybody may write.</summary>
    protected GatewaySettings Settings => Samples.SeparateNumber with
    {
        Everybody = true,
        Model = Samples.RouteTo("openrouter/openai/gpt-5") with { Address = new Uri(Vendor.Address, "v1") },
    };

    protected async Task ApplyAsync(string config)
    {
        await live.Gateway.ApplyConfigAsync(live.Endpoint, config, Ct);
        await live.Gateway.ReloadSecretsAsync(live.Endpoint, Ct);
    }

    protected async Task<int> LastSentAsync() => await live.Phone.SentAsync(0, TimeSpan.Zero, Ct) is [.., var last] ? last.Seq : 0;

    protected async Task<string> AskAsync(string from, string text)
    {
        var before = await LastSentAsync();

        // A configuration that was taken is in force some moments later.
        await Eventually.SeeAsync(() => live.Phone.SayAsync(from, text, Ct), verdict => verdict.Dispatched, Limit, Ct);
        var sent = await Eventually.SeeAsync(
            () => live.Phone.SentAsync(before, TimeSpan.FromSeconds(1), Ct), sent => sent.Any(IsAnswer), Limit, Ct);
        return sent.First(IsAnswer).Text;

        bool IsAnswer(OutboundMessage message) => message.To == from && message.Kind is "final";
    }
}
