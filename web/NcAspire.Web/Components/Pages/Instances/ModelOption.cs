using NcAspire.Contracts;

namespace NcAspire.Web.Components.Pages.Instances;

/// <summary>A vendor, and one kind of key that opens it: what somebody chooses from.</summary>
public sealed record ModelOption(LlmVendorResponse Vendor, LlmSecretResponse Secret)
{
    /// <summary>The vendor's first model, in its own spelling.</summary>
    public string DefaultModel => InVendorsSpelling(Vendor.DefaultModel);

    /// <summary>A model as the vendor writes it, whether or not the vendor's id stands before it.</summary>
    public string InVendorsSpelling(string model) =>
        model.StartsWith($"{Vendor.Id}/", StringComparison.Ordinal) ? model[(Vendor.Id.Length + 1)..] : model;

    /// <summary>A model as the API takes it: <c>vendor/model</c>.</summary>
    public string Full(string model) => $"{Vendor.Id}/{InVendorsSpelling(model)}";

    public bool IsOpenedBy(LlmResponse llm) => llm.Keys.Any(key => Vendor.Keys.Contains(key.Name));
}
