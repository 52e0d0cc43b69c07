namespace NcAspire.Contracts;

/// <summary>A token that a chat needs, without its value.</summary>
/// <param name="Last4">Its last four characters; null while it is missing.</param>
public sealed record ChannelTokenResponse(string Name, string? Last4, DateTimeOffset? UpdatedAt);
