using NcAspire.Contracts;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;

namespace NcAspire.Functions.Views;

/// <summary>The model side of instances as their owners see it.</summary>
internal static class LlmViews
{
    /// <summary>The same for everybody.</summary>
    public static LlmCatalogResponse Catalog { get; } = new(
        [.. SecretCatalog.All.Select(s => new LlmSecretResponse(s.Name.Value, s.Label, Names.Of(s.Use), s.Source.ToString(), s.Hint, Names.Of(s.Route), s.IsHonoured))],
        [
            .. ModelVendors.All.Select(v => new LlmVendorResponse(
                v.Id, v.Name, [.. v.Keys.Select(k => k.Value)], new ModelChoice(v, v.DefaultModel).ToString())),
        ]);

    /// <summary>What a vendor's word on a key means to its owner.</summary>
    public static string Sentence(ModelVendor vendor, KeyVerdict verdict) => verdict switch
    {
        KeyVerdict.Works => $"{vendor.Name} accepts this key.",
        KeyVerdict.Refused => $"{vendor.Name} refuses this key. Copy it again, or make a new one where you got it.",
        _ => $"{vendor.Name} could not be asked. That says nothing about the key: write to your assistant to try it.",
    };

    public static LlmResponse ToLlm(this InstanceDetail detail) => new(
        detail.Instance.Model?.ToString(),
        [.. detail.Secrets.Select(s => new LlmKeyResponse(s.Name.Value, s.Last4, s.UpdatedAt))],
        [.. detail.Faults.Select(f => new LlmFaultResponse(
            f.Vendor.Id, Names.Of(f.Kind), ModelFaults.Title(f.Kind, f.Vendor), ModelFaults.Detail(f.Kind, f.Vendor), f.Since))],
        detail.Instance.Direct);
}
