namespace NcAspire.Contracts;

/// <summary>The model side of an instance. Keys are write-only: only their last four characters are ever shown.</summary>
/// <param name="Model">The one its owner chose; null when that is left to the keys that are there.</param>
/// <param name="Faults">Why models do not answer at present, the latest first; empty when they do.</param>
/// <param name="Direct">
/// The gateway has the key of its model itself and asks the vendor past the relay, which then sees no faults. As long as there is no key that
/// can go this way, it asks the relay all the same.
/// </param>
public sealed record LlmResponse(
    string? Model, IReadOnlyList<LlmKeyResponse> Keys, IReadOnlyList<LlmFaultResponse> Faults, bool Direct);
