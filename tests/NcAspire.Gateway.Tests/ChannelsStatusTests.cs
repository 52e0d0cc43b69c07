using System.Text.Json;
using NcAspire.Core.Channels;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Gateway.Tests;

/// <summary>What a gateway says of a chat, in answers as the real one gave them.</summary>
public sealed class ChannelsStatusTests
{
    [Theory]
    [InlineData("""{"enabled":true,"lifecycle":"ready","running":true,"connected":true,"lastError":null}""", ChannelState.Connected)]
    [InlineData("""{"enabled":true,"lifecycle":"blocked","running":false,"connected":true,"lastError":"gone"}""", ChannelState.Failed)]
    [InlineData("""{"enabled":true,"lifecycle":"starting","running":true,"lastError":null}""", ChannelState.Connecting)]
    [InlineData(
        """{"enabled":true,"lifecycle":"blocked","running":false,"lastError":"Telegram bot token unauthorized for account \"default\" (getMe returned 401 from Telegram; source: config token)."}""",
        ChannelState.TokenRefused)]
    [InlineData(
        """{"enabled":true,"lifecycle":"blocked","running":false,"lastError":"Secret owner account:telegram:default is configured but unavailable (secret reference was not found)."}""",
        ChannelState.Failed)]
    [InlineData(
        """{"enabled":true,"lifecycle":"recovering","running":true,"connected":false,"lastError":"Gateway reconnect scheduled in 4000ms (close, resume=false)"}""",
        ChannelState.Connecting)]
    [InlineData(
        """{"enabled":true,"lifecycle":"recovering","running":false,"connected":false,"lastError":"Failed to get gateway information from Discord: Discord API /gateway/bot failed (401): {\"message\":\"401: Unauthorized\",\"code\":0}"}""",
        ChannelState.TokenRefused)]
    [InlineData(
        """{"enabled":true,"lifecycle":"blocked","running":false,"connected":false,"lastError":"discord gateway fatal: Error: Fatal gateway close code: 4004"}""",
        ChannelState.TokenRefused)]
    [InlineData(
        """{"enabled":true,"lifecycle":"blocked","running":false,"connected":false,"lastError":"discord gateway fatal: Error: Fatal gateway close code: 4014"}""",
        ChannelState.Failed)]
    [InlineData(
        """{"enabled":true,"lifecycle":"recovering","running":true,"connected":false,"lastError":"A request error occurred: fetch failed; cause: getaddrinfo ENOTFOUND slack.com; code: ENOTFOUND"}""",
        ChannelState.Connecting)]
    public void The_state_is_told(string account, ChannelState state)
    {
        var report = Read("""{"channels":{"whatsapp":{"linked":false}},"channelAccounts":{"whatsapp":[],"telegram":[""" + account + "]}}");

        Assert.Equal(state, Assert.Single(report).Value);
    }

    [Theory]
    [InlineData("""{"channels":{"whatsapp":{"linked":false}}}""")]
    [InlineData("""{"channels":{"whatsapp":{"linked":false}},"channelAccounts":{"telegram":[],"matrix":[{"enabled":true,"connected":true}]}}""")]
    [InlineData("""{"channels":{"whatsapp":{"linked":false}},"channelAccounts":{"telegram":[{"enabled":false,"connected":true}]}}""")]
    public void A_chat_that_is_off_or_not_offered_is_not_told(string status) => Assert.Empty(Read(status));

    private static IReadOnlyDictionary<ChannelDefinition, ChannelState> Read(string status)
    {
        using var json = JsonDocument.Parse(status);
        return GatewayJson.Read<ChannelsStatus>(json.RootElement).WhatsApp?.Channels ?? throw new InvalidOperationException("Nothing was told.");
    }
}
