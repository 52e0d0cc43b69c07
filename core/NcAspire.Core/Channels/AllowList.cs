using NcAspire.Core.Secrets;

namespace NcAspire.Core.Channels;

/// <summary>Whom the assistant answers in a chat; everybody else gets silence.</summary>
/// <param name="Users">Ids as the chat gives them, each once, in the order they were given.</param>
public sealed record AllowList(ChannelDefinition Channel, IReadOnlyList<string> Users)
{
    /// <summary>Most ids on one list.</summary>
    public const int MaxUsers = 50;

    /// <summary>The chat is on: somebody may write there, and the gateway has every token for it.</summary>
    public bool IsOpen(IReadOnlyList<SecretSummary> saved) =>
        Users.Count > 0 && Channel.Tokens.All(token => saved.Any(secret => secret.Name == token));

    /// <summary>The ids as they are kept: without blanks around them, each once. A sentence instead when they can't be kept.</summary>
    public static (AllowList? List, string? Complaint) Read(ChannelDefinition channel, IReadOnlyList<string?> users)
    {
        string[] trimmed = [.. users.Select(user => SecretDefinition.Trim(user ?? "")).Distinct()];
        if (trimmed.FirstOrDefault(user => !channel.UserId.IsMatch(user)) is { } wrong)
        {
            return (null, $"The id \"{Shortened(wrong)}\" is not one of a {channel.Title} user: {channel.UserIdHint}.");
        }

        return trimmed.Length > MaxUsers
            ? (null, $"List at most {MaxUsers} ids.")
            : (new AllowList(channel, trimmed), null);
    }

    private static string Shortened(string text) => text.Length > 40 ? string.Concat(text.AsSpan(0, 40), "…") : text;
}
