namespace NcAspire.Cli.Images;

/// <summary>One image to build.</summary>
/// <param name="Title">What people call it.</param>
/// <param name="Context">The folder with everything the Dockerfile takes.</param>
/// <param name="Dockerfile">Its path below <paramref name="Context"/>.</param>
public sealed record BuildRequest(string Title, string Context, string Dockerfile)
{
    /// <summary>The name that it gets, or null for none.</summary>
    public string? Name { get; init; }

    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
