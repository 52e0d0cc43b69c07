using System.Text.Json.Nodes;
using NcAspire.Core.Channels;
using NcAspire.Core.Gateways;
using NcAspire.Core.Instances;
using NcAspire.Testing;
using NcAspire.Testing.Vendors;

namespace NcAspire.Gateway.Tests;

/// <summary>Turns Telegram on in a running gateway; the Bot API is a double.</summary>
[Collection<OneLiveGateway>]
public sealed class TelegramTests(LiveGateway live) : IAsyncLifetime
{
    private const string Name = "TELEGRAM_BOT_TOKEN";

    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(1);

    private FakeTelegram? _telegram;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private FakeTelegram Telegram => _telegram ?? throw new InvalidOperationException("The test has not begun.");

    public async ValueTask InitializeAsync() => _telegram = await FakeTelegram.StartAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        live.WriteSecrets();
        await live.Gateway.ApplyConfigAsync(live.Endpoint, live.Config(Samples.NoOwner), Ct);
        await live.Gateway.ReloadSecretsAsync(live.Endpoint, Ct);
        await Telegram.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_is_on_the_list_is_answered_and_strangers_get_silence()
    {
        await using var vendor = await FakeVendor.StartAsync(Ct);
        live.WriteSecrets((Name, Telegram.Token));
        var model = Samples.RouteTo("openrouter/openai/gpt-5") with { Address = new Uri(vendor.Address, "v1") };
        await ApplyAsync(Samples.NoOwner with { Channels = [Samples.Telegram], Model = model });
        await SeeAsync(ChannelState.Connected);

        var stranger = Telegram.Say(99999, "Let me in.");
        await Eventually.TrueAsync(() => Task.FromResult(Telegram.HasTaken(stranger)), Ct);
        Telegram.Say(77777, "Who are you?");
        await Eventually.SeeAsync(() => Task.FromResult(Telegram.Told), told => told.Contains("77777"), _limit, Ct);
        Assert.DoesNotContain("99999", Telegram.Told);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_told_and_the_next_one_is_taken()
    {
        live.WriteSecrets((Name, "123456789:of-no-use-of-no-use-of-no-use-of-no"));
        await ApplyAsync(Samples.NoOwner with { Channels = [Samples.Telegram] });
        await SeeAsync(ChannelState.TokenRefused);

        live.WriteSecrets((Name, Telegram.Token));
        await live.Gateway.ReloadSecretsAsync(live.Endpoint, Ct);
        await SeeAsync(ChannelState.Connected);
    }

    [Fact]
    public async Task Turned_off_it_is_gone()
    {
        live.WriteSecrets((Name, Telegram.Token));
        await ApplyAsync(Samples.NoOwner with { Channels = [Samples.Telegram] });
        await SeeAsync(ChannelState.Connected);

        await live.Gateway.ApplyConfigAsync(live.Endpoint, live.Config(Samples.NoOwner), Ct);

        await Eventually.TrueAsync(async () => (await live.Gateway.WhatsAppAsync(live.Endpoint, Ct)).Channels.Count is 0, Ct);
        Assert.DoesNotContain("npm", live.Process.Output, StringComparison.Ordinal);
    }

    private Task ApplyAsync(GatewaySettings settings)
    {
        var config = JsonNode.Parse(live.Config(settings))!.AsObject();
        config["channels"]!["telegram"]!["apiRoot"] = Telegram.Address.ToString().TrimEnd('/');
        return live.Gateway.ApplyConfigAsync(live.Endpoint, config.ToJsonString(), Ct);
    }

    private Task SeeAsync(ChannelState state) => Eventually.SeeAsync(
        async () => (await live.Gateway.WhatsAppAsync(live.Endpoint, Ct)).Channels.GetValueOrDefault(ChannelCatalog.Telegram, ChannelState.Connecting),
        seen => seen == state,
        _limit,
        Ct);
}
