namespace NcAspire.Contracts;

/// <summary>A key that can be given.</summary>
/// <param name="Label">What people call it.</param>
/// <param name="Use">One of <see cref="SecretUses"/>.</param>
/// <param name="Source">The vendor's page where one gets it.</param>
/// <param name="Hint">What a value looks like: one short clause, such as "it begins with sk-".</param>
/// <param name="Route">Who shows it to its vendor.</param>
/// <param name="Honoured">
/// OpenClaw 2026.9.6 reads a variable of this name by itself; of the others only with a plugin that it would have to fetch. No gateway here gets
/// such a variable, and every key works all the same: this is for people who compare with the vendors' guides.
/// </param>
public sealed record LlmSecretResponse(
    string Name,
    string Label,
    [OneOf(typeof(SecretUses))] string Use,
    string Source,
    string Hint,
    [OneOf(typeof(SecretRoutes))] string Route,
    bool Honoured);
