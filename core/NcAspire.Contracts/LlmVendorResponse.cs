namespace NcAspire.Contracts;

/// <summary>A vendor of models.</summary>
/// <param name="Keys">Names of the keys that open it; any one is enough.</param>
/// <param name="DefaultModel">A model to begin with, as <c>vendor/model</c>.</param>
public sealed record LlmVendorResponse(string Id, string Name, IReadOnlyList<string> Keys, string DefaultModel);
