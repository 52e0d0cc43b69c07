using System.Text.Json.Nodes;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Gateway.Tests;

/// <summary>Changes the configuration of a running gateway.</summary>
[Collection<OneLiveGateway>]
public sealed class ConfigChangeTests(LiveGateway live) : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await ApplyAsync(Samples.NoOwner);

    public async ValueTask DisposeAsync() => await ApplyAsync(Samples.NoOwner);

    [Fact]
    public async Task A_new_owner_is_in_force_when_the_call_returns()
    {
        await ApplyAsync(Samples.SeparateNumber);

        Assert.Equal(("allowlist", "+15551234567", false), await InForceAsync());
    }

    [Fact]
    public async Task Taking_the_owner_away_closes_the_channel_again()
    {
        await ApplyAsync(Samples.OwnNumber);
        Assert.Equal(("allowlist", "+15551234567", true), await InForceAsync());

        await ApplyAsync(Samples.NoOwner);

        Assert.Equal(("disabled", "", false), await InForceAsync());
    }

    [Fact]
    public async Task Applying_what_is_in_force_writes_nothing()
    {
        await ApplyAsync(Samples.SeparateNumber);
        var written = File.GetLastWriteTimeUtc(live.Process.ConfigFile);

        await ApplyAsync(Samples.SeparateNumber);

        Assert.Equal(written, File.GetLastWriteTimeUtc(live.Process.ConfigFile));
    }

    [Fact]
    public async Task A_way_to_a_model_is_taken_over_and_seen_to_be_in_force_although_the_gateway_hides_where_its_key_is()
    {
        var settings = Samples.SeparateNumber with { Model = Samples.RouteTo("openai/gpt-5.6-luna") };
        await ApplyAsync(settings);
        var written = File.GetLastWriteTimeUtc(live.Process.ConfigFile);

        await ApplyAsync(settings);
        Assert.Equal(written, File.GetLastWriteTimeUtc(live.Process.ConfigFile));

        await ApplyAsync(settings with { Model = Samples.RouteTo("openai/gpt-5") });
        Assert.NotEqual(written, File.GetLastWriteTimeUtc(live.Process.ConfigFile));
    }

    [Fact]
    public async Task Many_at_once_all_succeed()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ApplyAsync(Samples.SeparateNumber)));

        Assert.Equal(("allowlist", "+15551234567", false), await InForceAsync());
    }

    [Fact]
    public async Task A_change_by_somebody_else_between_reading_and_writing_is_noticed_and_overwritten()
    {
        using var meddler = new Meddler(() => ApplyAsync(Samples.OwnNumber));

        await Samples.Gateway(meddler).ApplyConfigAsync(live.Endpoint, live.Config(Samples.SeparateNumber), Ct);

        Assert.True(meddler.Meddled);
        Assert.Equal(("allowlist", "+15551234567", false), await InForceAsync());
    }

    [Fact]
    public async Task An_invalid_configuration_is_refused_with_its_fault_and_the_old_one_stays()
    {
        await ApplyAsync(Samples.SeparateNumber);
        var invalid = JsonNode.Parse(live.Config(Samples.NoOwner))!;
        invalid["channels"]!["whatsapp"]!["dmPolicy"] = "everybody";

        var fault = await Assert.ThrowsAsync<ProviderException>(
            () => live.Gateway.ApplyConfigAsync(live.Endpoint, invalid.ToJsonString(), Ct));

        Assert.False(fault.IsTransient);
        Assert.Contains("channels.whatsapp.dmPolicy", fault.Message, StringComparison.Ordinal);
        Assert.Equal(("allowlist", "+15551234567", false), await InForceAsync());
    }

    [Fact]
    public async Task A_change_that_restarts_the_gateway_is_waited_for_and_probes_stay_at_the_root()
    {
        var dashboard = JsonNode.Parse(live.Config(Samples.NoOwner))!;
        dashboard["gateway"]!["controlUi"] = new JsonObject
        {
            ["enabled"] = true,
            ["basePath"] = "/openclaw/one",
            ["allowedOrigins"] = new JsonArray("https://example.test"),
        };

        await live.Gateway.ApplyConfigAsync(live.Endpoint, dashboard.ToJsonString(), Ct);

        // The trap: below the base path everything is the dashboard's page, with 200.
        using var http = new HttpClient();
        var page = await http.GetStringAsync(new Uri(live.Process.Address, "/openclaw/one/healthz"), Ct);
        Assert.Contains("<html", page, StringComparison.OrdinalIgnoreCase);
        Assert.True(await live.Gateway.IsLiveAsync(new GatewayEndpoint(new Uri(live.Process.Address, "/openclaw/one/")), Ct));
        await live.ReadyAsync(Ct);
    }

    private Task ApplyAsync(GatewaySettings settings) => live.Gateway.ApplyConfigAsync(live.Endpoint, live.Config(settings), Ct);

    private async Task<(string? Policy, string AllowFrom, bool SelfChat)> InForceAsync()
    {
        await using var socket = await live.Sockets.ConnectAsync(live.Endpoint, TimeSpan.FromSeconds(10), Ct);
        var config = await socket.CallAsync(GatewayMethod.ConfigGet, [], TimeSpan.FromSeconds(10), Ct);
        var whatsApp = config.GetProperty("runtimeConfig").GetProperty("channels").GetProperty("whatsapp");
        var allowFrom = whatsApp.GetProperty("allowFrom").EnumerateArray().Select(number => number.GetString());
        return (
            whatsApp.GetProperty("dmPolicy").GetString(),
            string.Join(',', allowFrom),
            whatsApp.GetProperty("selfChatMode").GetBoolean());
    }

    /// <summary>Lets somebody else change the configuration just before the first config.set goes out.</summary>
    private sealed class Meddler(Func<Task> meddle) : DelegatingHandler(new SocketsHttpHandler())
    {
        public bool Meddled { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);

            if (!Meddled && body.Contains("config.set", StringComparison.Ordinal))
            {
                Meddled = true;
                await meddle();
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
