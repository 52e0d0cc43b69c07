namespace NcAspire.Core.Channels;

/// <summary>What an owner changes of a chat, besides its tokens.</summary>
/// <param name="Users">The new allow list; null leaves the one there is.</param>
public sealed record ChannelChange(ChannelDefinition Channel, IReadOnlyList<string>? Users);
