using System.Text.RegularExpressions;
using NcAspire.Core.Secrets;

namespace NcAspire.Core.Channels;

/// <summary>
/// Every chat that is offered beside WhatsApp. Those of Discord and Slack come in packages of their own, which OpenClaw 2026.9.6 lets keep
/// state only where it has installed them itself from the registry (its docs/cli/plugins/install): a gateway here installs nothing.
/// </summary>
public static partial class ChannelCatalog
{
    public static ChannelDefinition Telegram { get; } = new(
        "telegram", "Telegram", [SecretCatalog.Telegram.Name], TelegramUser(), "it is a number such as 123456789, not a name with @");

    public static IReadOnlyList<ChannelDefinition> All { get; } = [Telegram];

    /// <summary>Null when none of that name is offered.</summary>
    public static ChannelDefinition? Find(string? name) => All.FirstOrDefault(channel => channel.Name == name);

    // Up to 52 bits, says the Bot API; ids of groups are negative and of no use here.
    [GeneratedRegex(@"\A[1-9][0-9]{2,15}\z", RegexOptions.NonBacktracking)]
    private static partial Regex TelegramUser();
}
