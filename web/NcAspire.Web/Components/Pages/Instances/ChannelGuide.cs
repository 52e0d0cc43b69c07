using NcAspire.Contracts;

namespace NcAspire.Web.Components.Pages.Instances;

/// <summary>Where to get what a chat needs. The vendors' pages change more often than their chats.</summary>
/// <param name="Users">How to find one's own id.</param>
/// <param name="Example">An id.</param>
public sealed record ChannelGuide(IReadOnlyDictionary<string, ChannelTokenGuide> Tokens, ChannelHint Users, string Example)
{
    // What an app that is only written to in private needs, for Slack's form for new apps (https://docs.slack.dev/app-manifests).
    private const string SlackManifest =
        """
        {"display_information":{"name":"Assistant"},
        "features":{"bot_user":{"display_name":"Assistant","always_online":true},
        "app_home":{"messages_tab_enabled":true,"messages_tab_read_only_enabled":false}},
        "oauth_config":{"scopes":{"bot":["chat:write","files:read","files:write","im:history","im:read","im:write","reactions:write","users:read"]}},
        "settings":{"event_subscriptions":{"bot_events":["message.im"]},"socket_mode_enabled":true}}
        """;

    private static readonly string _newSlackApp =
        $"https://api.slack.com/apps?new_app=1&manifest_json={Uri.EscapeDataString(SlackManifest.ReplaceLineEndings(""))}";

    private static readonly Dictionary<string, ChannelGuide> _all = new()
    {
        ["telegram"] = new(
            new Dictionary<string, ChannelTokenGuide>
            {
                ["TELEGRAM_BOT_TOKEN"] = new(
                    "Token of your bot",
                    "token",
                    new("In Telegram, write to", "@BotFather", "https://t.me/BotFather", " and send /newbot. It answers with a token: a number, a colon and 35 characters."),
                    "To end the token itself, send /revoke to @BotFather."),
            },
            new("To find yours, write to", "@userinfobot", "https://t.me/userinfobot", ", a bot of others: it answers with your id, a number."),
            "123456789"),
        ["discord"] = new(
            new Dictionary<string, ChannelTokenGuide>
            {
                ["DISCORD_BOT_TOKEN"] = new(
                    "Token of your bot",
                    "token",
                    new(
                        "Make an application on",
                        "Discord's page for developers",
                        "https://discord.com/developers/applications",
                        ", open Bot and press Reset Token: it has three parts with dots between them. Then make a URL with the scope bot under OAuth2, and add the bot by it to a server of yours: you can write to it only from there."),
                    "To end the token itself, press Reset Token on your bot's page again."),
            },
            new("To find yours, switch Developer Mode on in Discord's settings under Advanced; then your picture has Copy User ID in its menu. It is a number of 17 to 20 digits."),
            "123456789012345678"),
        ["slack"] = new(
            new Dictionary<string, ChannelTokenGuide>
            {
                ["SLACK_BOT_TOKEN"] = new(
                    "Bot token",
                    "bot token",
                    new(
                        "Make an app with",
                        "Slack's form, filled in",
                        _newSlackApp,
                        ", and install it in your workspace. Then OAuth & Permissions has the Bot User OAuth Token: it begins with xoxb-."),
                    "To end the token itself, revoke it on your app's page at api.slack.com/apps."),
                ["SLACK_APP_TOKEN"] = new(
                    "App token",
                    "app token",
                    new("On your app's page, under Basic Information, generate an app-level token with the scope connections:write. It begins with xapp-."),
                    "To end the token itself, revoke it on your app's page at api.slack.com/apps."),
            },
            new("To find yours, open your profile in Slack; the menu with three dots has Copy member ID."),
            "U012AB3CD45"),
    };

    /// <summary>Of a chat that this page does not know, it shows no more than the API says.</summary>
    public static ChannelGuide Of(ChannelResponse channel) =>
        _all.GetValueOrDefault(channel.Name) ?? new ChannelGuide(new Dictionary<string, ChannelTokenGuide>(), new(""), "");

    public ChannelTokenGuide Of(string token) => Tokens.GetValueOrDefault(token) ?? new ChannelTokenGuide(token, token, new(""), "");
}
