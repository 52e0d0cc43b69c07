using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Models;
using NcAspire.Core.Secrets;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Instances;

/// <summary>Writes the model and the keys that the owner wants, all of them or none.</summary>
public sealed class ChangeLlm(IInstanceStore instances, SealSecrets seal, TimeProvider clock)
{
    /// <param name="model">As <c>vendor/model</c>; null leaves what is chosen.</param>
    /// <param name="direct">Whether the gateway is to have its model's key itself; null leaves it.</param>
    /// <param name="keys">By name: the new value, or null to remove it. What is not named stays.</param>
    /// <exception cref="VaultException">The keys can't be sealed now. Nothing was written.</exception>
    public async Task<LlmOutcome> ExecuteAsync(
        UserId user,
        Slug slug,
        string? model,
        bool? direct,
        IReadOnlyDictionary<string, string?> keys,
        Actor actor,
        CancellationToken cancellationToken)
    {
        // What is chosen is shown, and stands in the log for good.
        if (model is not null && SecretCatalog.IsMentionedIn(model))
        {
            return new LlmOutcome.Invalid("model", "This looks like a key, not like the name of a model. Nothing was saved. Paste keys into the field of the key.");
        }

        var choice = ModelChoice.TryParse(model);
        if (model is not null && choice is null)
        {
            return new LlmOutcome.Invalid("model", "Write the model as vendor/model, such as openai/gpt-5.6-luna, with one of the vendors that are offered.");
        }

        if (model is null && direct is null && keys.Count is 0)
        {
            return new LlmOutcome.Invalid("keys", "Name a model, at least one key to change, or how the key gets to the vendor.");
        }

        var entries = new List<PastedSecret>();
        foreach (var (text, pasted) in keys)
        {
            if (SecretName.TryParse(text) is not { } name)
            {
                return new LlmOutcome.Invalid("keys", "There is no key of this name here. Use the names that GET /api/llm/catalog lists.");
            }

            // One that is of no use may still be taken away.
            if (pasted is not null && SecretCatalog.Of(name).Use is SecretUse.Channel)
            {
                return new LlmOutcome.Invalid($"keys.{name}", "This is a token of a chat, not a key of a model. Tokens are saved with their chat.");
            }

            var entry = PastedSecret.Of(name, pasted);
            if (entry.Complaint is { } complaint)
            {
                return new LlmOutcome.Invalid($"keys.{name}", complaint);
            }

            entries.Add(entry);
        }

        return await instances.FindAsync(user, slug, cancellationToken) is { Instance.Id: var instance }
            ? new LlmOutcome.Decided(await RequestAsync(instance, choice, direct, entries, actor, cancellationToken))
            : new LlmOutcome.Decided(new ChangeOutcome.NotFound());
    }

    private async Task<ChangeOutcome> RequestAsync(
        InstanceId instance,
        ModelChoice? model,
        bool? direct,
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
            Model = model,
            Direct = direct,
            Secrets = await seal.ExecuteAsync(instance, entries, cancellationToken),
        };
        return await instances.RequestAsync(instance, change, actor, cancellationToken);
    }
}
