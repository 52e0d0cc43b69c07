namespace NcAspire.Cli.Tests;

/// <summary>A folder for one test, open to other accounts as the real ones are; it goes away with the test.</summary>
public sealed class ScratchFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("ncaspire-cli-");

    public ScratchFolder()
    {
        File.SetUnixFileMode(Root, _root.UnixFileMode | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        Directory.CreateDirectory(Programs);
    }

    public string Root => _root.FullName;

    public string Data => Path.Combine(Root, "data");

    public string Cache => Path.Combine(Root, "cache");

    /// <summary>Comes first on the path of the command line.</summary>
    public string Programs => Path.Combine(Root, "programs");

    public string Combine(string name) => Path.Combine(Root, name);

    /// <summary>Writes a shell script that stands before the real program of that name.</summary>
    public void Program(string name, string script)
    {
        var path = Path.Combine(Programs, name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => _root.Delete(recursive: true);
}
