namespace NcAspire.Cli.Images;

/// <summary>The name that all containers, volumes and networks of a data folder carry as their label ncaspire.installation.</summary>
public static class DockerInstallation
{
    private const int Length = 12;

    /// <summary>Null when no stack with <c>--provider docker</c> has used the folder; the AppHost makes the name.</summary>
    public static string? NameIn(string data)
    {
        var file = Path.Combine(data, "docker", "installation");
        return File.Exists(file) && File.ReadAllText(file) is { Length: >= Length } text ? text[..Length] : null;
    }
}
