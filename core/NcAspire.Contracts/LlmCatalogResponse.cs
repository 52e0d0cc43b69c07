namespace NcAspire.Contracts;

/// <summary>Which keys can be given, and whose models can be chosen, in the order in which people are offered them.</summary>
public sealed record LlmCatalogResponse(IReadOnlyList<LlmSecretResponse> Secrets, IReadOnlyList<LlmVendorResponse> Vendors);
