using System.Text.Json.Nodes;
using NcAspire.Core.Channels;
using NcAspire.Core.Gateways;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// The section "channels" of openclaw.json (docs/channels of 2026.9.6). A chat that is not on is not in it: then its plugin is denied.
/// </summary>
internal static class GatewayChannels
{
    /// <summary>The plugins of the chats that are on; they have the chats' names.</summary>
    public static IEnumerable<string> On(GatewaySettings settings) => settings.Channels.Select(list => list.Channel.Name);

    public static JsonObject Render(GatewaySettings settings, JsonObject whatsApp)
    {
        var channels = new JsonObject { ["whatsapp"] = whatsApp };
        foreach (var list in settings.Channels)
        {
            channels[list.Channel.Name] = Channel(list);
        }

        return channels;
    }

    private static JsonObject Channel(AllowList list)
    {
        var channel = new JsonObject
        {
            ["enabled"] = true,
            ["configWrites"] = false,

            // The default is pairing: a stranger would get an answer with a code.
            ["dmPolicy"] = "allowlist",
            ["allowFrom"] = new JsonArray([.. list.Users.Select(user => JsonValue.Create(user))]),
            ["groupPolicy"] = "disabled",
        };
        foreach (var token in list.Channel.Tokens)
        {
            channel[Property(token.Value)] = GatewaySecretFile.Reference(token.Value);
        }

        foreach (var (name, value) in OfItsOwn(list.Channel.Name))
        {
            channel[name] = value;
        }

        return channel;
    }

    // Without these, Discord refuses bots whose owner has not granted them everybody's messages, and answers commands of strangers.
    private static (string Name, JsonNode Value)[] OfItsOwn(string channel) => channel switch
    {
        "discord" =>
        [
            ("intents", new JsonObject { ["messageContent"] = false }),
            ("commands", new JsonObject { ["native"] = false }),
            ("voice", new JsonObject { ["enabled"] = false }),
        ],
        "slack" => [("mode", "socket")],
        _ => [],
    };

    private static string Property(string token) => token switch
    {
        "TELEGRAM_BOT_TOKEN" or "SLACK_BOT_TOKEN" => "botToken",
        "DISCORD_BOT_TOKEN" => "token",
        "SLACK_APP_TOKEN" => "appToken",
        _ => throw new ArgumentOutOfRangeException(nameof(token), token, "OpenClaw has no place for it."),
    };
}
