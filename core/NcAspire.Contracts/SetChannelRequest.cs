namespace NcAspire.Contracts;

/// <summary>What to change of a chat. All of it is written, or nothing.</summary>
/// <param name="Tokens">By the names of <see cref="ChannelResponse.Tokens"/>: the new value, or null to remove it. What is not named stays.</param>
/// <param name="AllowFrom">The ids of those who may write there; empty turns the chat off; null or left out leaves the list.</param>
public sealed record SetChannelRequest(IReadOnlyDictionary<string, string?>? Tokens = null, IReadOnlyList<string?>? AllowFrom = null);
