using System.Text.Json;
using NcAspire.Contracts;

namespace NcAspire.Web.Components.Pages.Instances;

/// <summary>
/// What can be chosen, and what an instance's model and keys come to by it. <c>instance.js</c> comes to the same facts
/// from <see cref="Json"/>.
/// </summary>
public sealed class ModelOffer(LlmCatalogResponse catalog)
{
    /// <summary>While the API does not say what there is.</summary>
    public static ModelOffer None { get; } = new(new LlmCatalogResponse([], []));

    /// <summary>Every key that may be saved; tokens of chats have their place with the chats.</summary>
    public IReadOnlyList<LlmSecretResponse> Secrets { get; } = [.. catalog.Secrets.Where(secret => secret.Use != SecretUses.Channel)];

    public IReadOnlyList<ModelOption> Options { get; } =
    [
        .. from vendor in catalog.Vendors
           from secret in catalog.Secrets
           where vendor.Keys.Contains(secret.Name)
           select new ModelOption(vendor, secret),
    ];

    /// <summary><c>[{"id":"openai","name":"OpenAI","model":"gpt-5.6-luna","keys":["OPENAI_API_KEY"]}]</c></summary>
    public string Json => JsonSerializer.Serialize(
        Options.DistinctBy(option => option.Vendor.Id).Select(option => new
        {
            option.Vendor.Id,
            option.Vendor.Name,
            Model = option.DefaultModel,
            option.Vendor.Keys,
        }),
        JsonSerializerOptions.Web);

    public ModelOption? Find(string? secret) => Options.FirstOrDefault(option => option.Secret.Name == secret);

    /// <summary>
    /// Whose model answers: the chosen one's vendor, else the first vendor that a key is there for. Of a vendor with
    /// several keys, the option whose key is saved.
    /// </summary>
    public ModelOption? Answering(LlmResponse llm)
    {
        var candidates = llm.Model is { } model
            ? Options.Where(option => model.StartsWith($"{option.Vendor.Id}/", StringComparison.Ordinal))
            : Options.Where(option => option.IsOpenedBy(llm));

        return candidates.OrderByDescending(option => llm.Keys.Any(key => key.Name == option.Secret.Name)).FirstOrDefault();
    }

    /// <summary>Why the model that answers does not; faults of vendors that are not asked any more don't count.</summary>
    public IEnumerable<LlmFaultResponse> Faults(LlmResponse llm)
    {
        var vendor = Answering(llm)?.Vendor.Id;
        return llm.Faults.Where(fault => fault.Vendor == vendor);
    }

    /// <summary>For the page: <c>model</c>, <c>keys</c>, <c>direct</c>, and each key's name.</summary>
    public IEnumerable<KeyValuePair<string, string>> Facts(LlmResponse llm)
    {
        yield return new("model", Condition(llm));
        yield return new("direct", llm.Direct ? "on" : "off");
        yield return new("keys", Secrets.Any(secret => IsSaved(secret, llm)) ? "some" : "none");

        foreach (var secret in Secrets)
        {
            yield return new(secret.Name, IsSaved(secret, llm) ? "set" : "unset");
        }
    }

    private static bool IsSaved(LlmSecretResponse secret, LlmResponse llm) => llm.Keys.Any(key => key.Name == secret.Name);

    // Missing: no model at all can be asked. Stray: the chosen one can't. Faulty: it is asked, and does not answer.
    private string Condition(LlmResponse llm)
    {
        if (Answering(llm)?.IsOpenedBy(llm) is not true)
        {
            return Options.Any(option => option.IsOpenedBy(llm)) ? "stray" : "missing";
        }

        return Faults(llm).Any() ? "faulty" : "ready";
    }
}
