namespace NcAspire.Contracts;

/// <summary>What to change of the model side of an instance. All of it is written, or nothing.</summary>
/// <param name="Model">As <c>vendor/model</c>; null or left out leaves what is chosen.</param>
/// <param name="Direct">
/// True gives the key of the model to the gateway itself, which then asks the vendor past the relay; false takes it away again; null or left out
/// leaves it. An agent that is tricked could then read the key, and the relay's limit of the day does not hold.
/// </param>
/// <param name="Keys">
/// By the names of <see cref="LlmCatalogResponse.Secrets"/>: the new value, or null to remove it. What is not named stays. Tokens of chats are
/// saved with their chat and can only be removed here.
/// </param>
public sealed record SetLlmRequest(
    string? Model = null, IReadOnlyDictionary<string, string?>? Keys = null, bool? Direct = null);
