using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Compute.Local;

/// <summary><c>volumes/NAME/</c>: the label, and in <c>state/</c> everything a gateway keeps.</summary>
internal sealed class VolumeFolder(string path) : LabelledFolder<VolumeLabel>(path, "volume.json")
{
    public const string State = "state";

    /// <summary>OPENCLAW_STATE_DIR.</summary>
    public string StateFolder => In(State);

    /// <exception cref="ProviderException">Not there, not ours, of another instance, or without its state.</exception>
    public void Require(InstanceId instance)
    {
        if (!Exists)
        {
            throw new ProviderException($"The volume \"{Name}\" is not there.", isTransient: false);
        }

        if (ReadLabel() is not { } label)
        {
            throw new ProviderException($"The volume \"{Name}\" was not made by this service.", isTransient: false);
        }

        if (label.Owner != instance)
        {
            throw new ProviderException($"The volume \"{Name}\" belongs to another instance.", isTransient: false);
        }

        if (!Directory.Exists(StateFolder))
        {
            throw new ProviderException($"The volume \"{Name}\" has lost its state.", isTransient: false);
        }
    }

    public async Task SeedAsync(SeedFile file, CancellationToken cancellationToken)
    {
        var segments = file.Segments;
        var folder = StateFolder;

        foreach (var segment in segments.SkipLast(1))
        {
            folder = Path.Combine(folder, segment);

            // The gateway writes here too, and what it runs is not trusted: a link would lead the write out of the volume.
            if (new DirectoryInfo(folder).LinkTarget is not null)
            {
                throw new ProviderException($"\"{file.Path}\" leads out of the state volume.", isTransient: false);
            }

            PrivateFiles.MakeFolder(folder);
        }

        await PrivateFiles.WriteAsync(Path.Combine(folder, segments[^1]), file.Content, cancellationToken);
    }

    /// <summary>Bytes of all files; links are not followed.</summary>
    public long Size()
    {
        var everything = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.None,
        };
        return new System.IO.Enumeration.FileSystemEnumerable<long>(StateFolder, (ref entry) => entry.Length, everything)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        }.Sum();
    }
}
