using System.Text.RegularExpressions;
using NcAspire.Core.Secrets;

namespace NcAspire.Core.Channels;

/// <summary>A chat beside WhatsApp that a gateway can be in.</summary>
/// <param name="Name">OpenClaw's id of it, and ours.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Tokens">It needs all of them.</param>
/// <param name="UserId">What the ids of its users look like, without blanks.</param>
/// <param name="UserIdHint">The same for people: one short clause.</param>
public sealed record ChannelDefinition(
    string Name, string Title, IReadOnlyList<SecretName> Tokens, Regex UserId, string UserIdHint)
{
    public bool Equals(ChannelDefinition? other) => other?.Name == Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
