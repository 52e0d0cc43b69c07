namespace NcAspire.Core.Compute;

/// <summary>A file to put into the state volume: owned by the gateway's user, mode 0600, directories 0700, written atomically.</summary>
/// <param name="Path">Relative to the state directory, with forward slashes, never leaving it.</param>
public sealed record SeedFile(string Path, string Content)
{
    /// <summary>The folders on the way and the file's name.</summary>
    /// <exception cref="ProviderException">The path is not plainly inside the state directory.</exception>
    public IReadOnlyList<string> Segments
    {
        get
        {
            var segments = Path.Split('/');
            return segments.All(IsPlain)
                ? segments
                : throw new ProviderException($"\"{Path}\" is no path inside a state volume.", isTransient: false);
        }
    }

    private static bool IsPlain(string segment) =>
        segment.Length > 0 && segment is not ("." or "..") && !segment.AsSpan().ContainsAny('\\', '\0');
}
