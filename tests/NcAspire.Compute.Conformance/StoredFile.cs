namespace NcAspire.Compute.Conformance;

/// <summary>A file of a state volume as the gateway's user finds it.</summary>
/// <param name="Mode">Permission bits of the file.</param>
/// <param name="FolderMode">Permission bits of its folder.</param>
public sealed record StoredFile(string Content, UnixFileMode Mode, UnixFileMode FolderMode);
