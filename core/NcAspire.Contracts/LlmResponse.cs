namespace NcAspire.Contracts;

/// <summary>The model side of an instance. Keys are write-only: only their last four characters are ever shown.</summary>
public sealed record LlmResponse(string? Model, IReadOnlyList<LlmKeyResponse> Keys);
