using NcAspire.Core.Channels;
using NcAspire.Core.Gateways;
using NcAspire.Testing;
using NcAspire.Testing.Vendors;

namespace NcAspire.Gateway.Tests;

/// <summary>Turns Discord and Slack on in a running gateway; both are doubles.</summary>
[Collection<OneLiveGateway>]
public sealed class ChatTests(LiveGateway live) : IAsyncLifetime
{
    private const string Stranger = "999999999999999999";

    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private (string, string) DiscordToken => ("DISCORD_BOT_TOKEN", live.Discord.Token);

    private (string, string)[] SlackTokens => [("SLACK_BOT_TOKEN", live.Slack.BotToken), ("SLACK_APP_TOKEN", live.Slack.AppToken)];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        live.WriteSecrets();
        await ApplyAsync(Samples.NoOwner);
        await live.Gateway.ReloadSecretsAsync(live.Endpoint, Ct);
    }

    [Fact]
    public async Task On_Discord_whoever_is_on_the_list_is_answered_and_strangers_get_silence()
    {
        await using var vendor = await FakeVendor.StartAsync(Ct);
        live.WriteSecrets(DiscordToken);
        await ApplyAsync(Samples.NoOwner with { Channels = [Samples.Discord], Model = ModelOf(vendor) });
        await SeeAsync(ChannelCatalog.Discord, ChannelState.Connected);

        await live.Discord.SayAsync(Stranger, "Let me in.", Ct);
        await live.Discord.SayAsync(Samples.Discord.Users[0], "Who are you?", Ct);

        await ToldAsync(() => live.Discord.Told, FakeDiscord.ChannelOf(Samples.Discord.Users[0]));
        Assert.DoesNotContain(FakeDiscord.ChannelOf(Stranger), live.Discord.Told);
        Assert.Equal(0, live.Discord.Intents & MessageContent);
    }

    [Fact]
    public async Task On_Slack_whoever_is_on_the_list_is_answered_and_strangers_get_silence()
    {
        await using var vendor = await FakeVendor.StartAsync(Ct);
        live.WriteSecrets(SlackTokens);
        await ApplyAsync(Samples.NoOwner with { Channels = [Samples.Slack], Model = ModelOf(vendor) });
        await SeeAsync(ChannelCatalog.Slack, ChannelState.Connected);

        var stranger = await live.Slack.SayAsync("U0STRANGER1", "Let me in.", Ct);
        await Eventually.TrueAsync(() => Task.FromResult(live.Slack.HasTaken(stranger)), Ct);
        await live.Slack.SayAsync(Samples.Slack.Users[0], "Who are you?", Ct);

        await ToldAsync(() => live.Slack.Told, FakeSlack.ConversationOf(Samples.Slack.Users[0]));
        Assert.DoesNotContain(FakeSlack.ConversationOf("U0STRANGER1"), live.Slack.Told);
    }

    [Fact]
    public async Task A_token_that_Discord_refuses_is_told_and_the_next_one_is_taken()
    {
        live.WriteSecrets(("DISCORD_BOT_TOKEN", "MTAwMDAwMDAwMDAwMDAwMDAx.GabcdE.of-no-use-of-no-use-of-no-use"));
        await ApplyAsync(Samples.NoOwner with { Channels = [Samples.Discord] });
        await SeeAsync(ChannelCatalog.Discord, ChannelState.TokenRefused);

        live.WriteSecrets(DiscordToken);
        await live.Gateway.ReloadSecretsAsync(live.Endpoint, Ct);
        await SeeAsync(ChannelCatalog.Discord, ChannelState.Connected);
    }

    [Theory]
    [InlineData("SLACK_BOT_TOKEN", "xoxb-of-no-use")]
    [InlineData("SLACK_APP_TOKEN", "xapp-of-no-use")]
    public async Task A_token_that_Slack_refuses_is_told_and_the_next_one_is_taken(string name, string value)
    {
        live.WriteSecrets([.. SlackTokens.Where(token => token.Item1 != name), (name, value)]);
        await ApplyAsync(Samples.NoOwner with { Channels = [Samples.Slack] });
        await SeeAsync(ChannelCatalog.Slack, ChannelState.TokenRefused);

        live.WriteSecrets(SlackTokens);
        await live.Gateway.ReloadSecretsAsync(live.Endpoint, Ct);
        await SeeAsync(ChannelCatalog.Slack, ChannelState.Connected);
    }

    [Fact]
    public async Task Turned_off_they_are_gone_and_nothing_was_fetched_for_them()
    {
        live.WriteSecrets([DiscordToken, .. SlackTokens]);
        await ApplyAsync(Samples.NoOwner with { Channels = [Samples.Discord, Samples.Slack] });
        await SeeAsync(ChannelCatalog.Discord, ChannelState.Connected);
        await SeeAsync(ChannelCatalog.Slack, ChannelState.Connected);

        await ApplyAsync(Samples.NoOwner);

        await Eventually.TrueAsync(async () => (await live.Gateway.WhatsAppAsync(live.Endpoint, Ct)).Channels.Count is 0, Ct);
        Assert.DoesNotContain("npm", live.Process.Output, StringComparison.Ordinal);
    }

    // Of the bits of docs/events/gateway#gateway-intents.
    private const int MessageContent = 1 << 15;

    private static ModelRoute ModelOf(FakeVendor vendor) =>
        Samples.RouteTo("openrouter/openai/gpt-5") with { Address = new Uri(vendor.Address, "v1") };

    private static Task ToldAsync(Func<IReadOnlyList<string>> told, string place) =>
        Eventually.SeeAsync(() => Task.FromResult(told()), places => places.Contains(place), _limit, Ct);

    private Task ApplyAsync(GatewaySettings settings) => live.Gateway.ApplyConfigAsync(live.Endpoint, live.Config(settings), Ct);

    private Task SeeAsync(ChannelDefinition channel, ChannelState state) => Eventually.SeeAsync(
        async () => (await live.Gateway.WhatsAppAsync(live.Endpoint, Ct)).Channels.GetValueOrDefault(channel, ChannelState.Connecting),
        seen => seen == state,
        _limit,
        Ct);
}
