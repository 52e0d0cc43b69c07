namespace NcAspire.Contracts;

/// <summary>A chat beside WhatsApp. It is on where every token is there and somebody may write.</summary>
/// <param name="Name">Such as telegram; the last part of its address.</param>
/// <param name="AllowFrom">The ids of those who are answered; everybody else gets silence.</param>
/// <param name="Tokens">Every token that it needs.</param>
/// <param name="State">One of <see cref="ChannelStates"/>, as it was last seen.</param>
/// <param name="Message">The same in a sentence for the owner.</param>
public sealed record ChannelResponse(
    string Name,
    string Title,
    bool Enabled,
    IReadOnlyList<string> AllowFrom,
    IReadOnlyList<ChannelTokenResponse> Tokens,
    [OneOf(typeof(ChannelStates))] string State,
    string Message);
