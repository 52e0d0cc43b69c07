namespace NcAspire.Contracts;

/// <summary>A key that can be given.</summary>
/// <param name="Label">What people call it.</param>
/// <param name="Use">One of <see cref="SecretUses"/>.</param>
/// <param name="Source">The vendor's page where one gets it.</param>
/// <param name="Hint">What a value looks like: one short clause, such as "it begins with sk-".</param>
public sealed record LlmSecretResponse(string Name, string Label, [OneOf(typeof(SecretUses))] string Use, string Source, string Hint);
