namespace NcAspire.Functions.Tests;

/// <summary>One HTTP function.</summary>
/// <param name="Template">The route below <c>api/</c>, such as <c>instances/{slug}</c>.</param>
public sealed record Route(string Function, HttpMethod Method, string Template, bool IsAnonymous, bool IsForOperators, bool IsLimited)
{
    public bool IsOfInstance => Template.Contains("{slug}", StringComparison.Ordinal);

    public string For(string slug, string? operation = null) => Template
        .Replace("{slug}", slug, StringComparison.Ordinal)
        .Replace("{channel}", "telegram", StringComparison.Ordinal)
        .Replace("{id}", operation ?? Guid.CreateVersion7().ToString(), StringComparison.Ordinal);
}
