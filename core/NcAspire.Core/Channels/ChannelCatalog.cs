using System.Text.RegularExpressions;
using NcAspire.Core.Secrets;

namespace NcAspire.Core.Channels;

/// <summary>Every chat that is offered beside WhatsApp.</summary>
public static partial class ChannelCatalog
{
    public static ChannelDefinition Telegram { get; } = new(
        "telegram", "Telegram", [SecretCatalog.Telegram.Name], TelegramUser(), "it is a number such as 123456789, not a name with @");

    public static ChannelDefinition Discord { get; } = new(
        "discord", "Discord", [SecretCatalog.Discord.Name], DiscordUser(), "it is a number of 17 to 20 digits, not a name");

    public static ChannelDefinition Slack { get; } = new(
        "slack",
        "Slack",
        [SecretCatalog.SlackBot.Name, SecretCatalog.SlackApp.Name],
        SlackUser(),
        "it is a U or a W and more capital letters and digits, such as U012AB3CD45, not a name with @");

    public static IReadOnlyList<ChannelDefinition> All { get; } = [Telegram, Discord, Slack];

    /// <summary>Null when none of that name is offered.</summary>
    public static ChannelDefinition? Find(string? name) => All.FirstOrDefault(channel => channel.Name == name);

    // Up to 52 bits, says the Bot API; ids of groups are negative and of no use here.
    [GeneratedRegex(@"\A[1-9][0-9]{2,15}\z", RegexOptions.NonBacktracking)]
    private static partial Regex TelegramUser();

    // A snowflake: milliseconds since 2015 and 22 more bits.
    [GeneratedRegex(@"\A[1-9][0-9]{16,19}\z", RegexOptions.NonBacktracking)]
    private static partial Regex DiscordUser();

    [GeneratedRegex(@"\A[UW][A-Z0-9]{7,20}\z", RegexOptions.NonBacktracking)]
    private static partial Regex SlackUser();
}
