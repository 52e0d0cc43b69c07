using NcAspire.Contracts;
using NcAspire.Core.Channels;
using NcAspire.Core.Instances;
using NcAspire.Core.Secrets;

namespace NcAspire.Functions.Views;

/// <summary>The chats beside WhatsApp as owners see them.</summary>
internal static class ChannelViews
{
    public static IReadOnlyList<ChannelResponse> ToChannels(this InstanceDetail detail) =>
        [.. ChannelCatalog.All.Select(channel => ToResponse(channel, detail))];

    private static ChannelResponse ToResponse(ChannelDefinition channel, InstanceDetail detail)
    {
        var list = detail.Instance.AllowLists.FirstOrDefault(list => list.Channel == channel) ?? new AllowList(channel, []);
        var isOpen = list.IsOpen(detail.Secrets);
        var isRunning = detail.Instance.Status is InstanceStatus.Running;
        var state = isRunning ? detail.Instance.Channels.GetValueOrDefault(channel) : ChannelState.Connecting;
        return new ChannelResponse(
            channel.Name,
            channel.Title,
            isOpen,
            list.Users,
            [.. channel.Tokens.Select(token => ToResponse(token, detail.Secrets))],
            isOpen ? Names.Of(state) : ChannelStates.Off,
            isOpen ? Message(channel, state, isRunning) : Missing(channel, list, detail.Secrets));
    }

    private static ChannelTokenResponse ToResponse(SecretName token, IReadOnlyList<SecretSummary> saved) =>
        saved.FirstOrDefault(secret => secret.Name == token) is { } found
            ? new ChannelTokenResponse(token.Value, found.Last4, found.UpdatedAt)
            : new ChannelTokenResponse(token.Value, Last4: null, UpdatedAt: null);

    private static string Message(ChannelDefinition channel, ChannelState state, bool isRunning) => state switch
    {
        _ when !isRunning => $"{channel.Title} connects as soon as the instance runs.",
        ChannelState.Connected => $"{channel.Title} is connected. Only the ids on your list get an answer.",
        ChannelState.TokenRefused when channel.Tokens.Count > 1 =>
            $"{channel.Title} does not accept one of the tokens. Copy them again, or make new ones, and save them here.",
        ChannelState.TokenRefused => $"{channel.Title} does not accept the token. Copy it again, or make a new one, and save it here.",
        ChannelState.Failed => $"The gateway could not start {channel.Title}. Save the token again; if that does not help, restart the instance.",
        _ => $"The gateway is connecting to {channel.Title}. That can take a minute.",
    };

    private static string Missing(ChannelDefinition channel, AllowList list, IReadOnlyList<SecretSummary> saved)
    {
        var hasTokens = channel.Tokens.All(token => saved.Any(secret => secret.Name == token));
        return (hasTokens, list.Users.Count > 0) switch
        {
            (true, _) => $"{channel.Title} is off: nobody may write yet. Add at least one id.",
            (_, true) when channel.Tokens.Count > 1 => $"{channel.Title} is off: it needs all of its tokens.",
            (_, true) => $"{channel.Title} is off: its token is missing.",
            _ => $"{channel.Title} is off.",
        };
    }
}
