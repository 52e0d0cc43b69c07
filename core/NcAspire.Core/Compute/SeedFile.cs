namespace NcAspire.Core.Compute;

/// <summary>A file to put into the state volume: owned by the gateway's user, mode 0600, directories 0700, written atomically.</summary>
/// <param name="Path">Relative to the state directory, with forward slashes, never leaving it.</param>
public sealed record SeedFile(string Path, string Content);
