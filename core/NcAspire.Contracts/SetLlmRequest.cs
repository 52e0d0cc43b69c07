namespace NcAspire.Contracts;

/// <summary>What to change of the model side of an instance. All of it is written, or nothing.</summary>
/// <param name="Model">As <c>vendor/model</c>; null or left out leaves what is chosen.</param>
/// <param name="Keys">By the names of <see cref="LlmCatalogResponse.Secrets"/>: the new value, or null to remove it. What is not named stays.</param>
public sealed record SetLlmRequest(string? Model = null, IReadOnlyDictionary<string, string?>? Keys = null);
