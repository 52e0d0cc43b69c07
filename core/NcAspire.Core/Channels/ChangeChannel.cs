using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Instances;
using NcAspire.Core.Secrets;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Channels;

/// <summary>Writes the tokens and the allow list that the owner wants for a chat, all of it or nothing.</summary>
public sealed class ChangeChannel(IInstanceStore instances, SealSecrets seal, TimeProvider clock)
{
    /// <param name="tokens">By name: the new value, or null to remove it. What is not named stays.</param>
    /// <param name="allowFrom">Whom to answer; empty turns the chat off; null leaves the list.</param>
    /// <exception cref="VaultException">The tokens can't be sealed now. Nothing was written.</exception>
    public async Task<ChannelOutcome> ExecuteAsync(
        UserId user,
        Slug slug,
        string channel,
        IReadOnlyDictionary<string, string?> tokens,
        IReadOnlyList<string?>? allowFrom,
        Actor actor,
        CancellationToken cancellationToken)
    {
        if (ChannelCatalog.Find(channel) is not { } definition)
        {
            return new ChannelOutcome.NotOffered();
        }

        if (allowFrom is null && tokens.Count is 0)
        {
            return new ChannelOutcome.Invalid("allowFrom", "Give a token or the ids of who may write.");
        }

        var entries = new List<PastedSecret>();
        foreach (var (text, pasted) in tokens)
        {
            var name = definition.Tokens.FirstOrDefault(token => token.Value == text);
            if (name is null)
            {
                return new ChannelOutcome.Invalid(
                    "tokens", $"{definition.Title} has no token of this name. It needs {string.Join(" and ", definition.Tokens)}.");
            }

            var entry = PastedSecret.Of(name, pasted);
            if (entry.Complaint is { } complaint)
            {
                return new ChannelOutcome.Invalid($"tokens.{name}", complaint);
            }

            entries.Add(entry);
        }

        var (list, wrong) = allowFrom is null ? (null, null) : AllowList.Read(definition, allowFrom);
        if (wrong is not null)
        {
            return new ChannelOutcome.Invalid("allowFrom", wrong);
        }

        return await instances.FindAsync(user, slug, cancellationToken) is { Instance.Id: var instance }
            ? new ChannelOutcome.Decided(
                await RequestAsync(instance, new ChannelChange(definition, list?.Users), entries, actor, cancellationToken))
            : new ChannelOutcome.Decided(new ChangeOutcome.NotFound());
    }

    private async Task<ChangeOutcome> RequestAsync(
        InstanceId instance,
        ChannelChange channel,
        IReadOnlyList<PastedSecret> entries,
        Actor actor,
        CancellationToken cancellationToken)
    {
        var change = new InstanceChange(
            OperationId.New(clock),
            OperationKind.Configure,
            Desired: null,
            Enum.GetValues<InstanceStatus>(),
            WhenIdle: false)
        {
            Channel = channel,
            Secrets = await seal.ExecuteAsync(instance, entries, cancellationToken),
        };
        return await instances.RequestAsync(instance, change, actor, cancellationToken);
    }
}
