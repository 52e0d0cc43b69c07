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

    /// <summary>Removes the containers and volumes of the installation that used the folder, if one did.</summary>
    /// <exception cref="CommandException">No engine answers, or it refuses.</exception>
    public static async Task RemoveAllAsync(string data, CancellationToken cancellationToken)
    {
        if (NameIn(data) is not { } installation)
        {
            return;
        }

        var docker = new DockerCli(DockerCli.Named(null));
        await docker.RequireAsync(cancellationToken);
        await RemoveAsync(docker, ["ps", "--all", "--quiet"], ["rm", "--force"], installation, cancellationToken);
        await RemoveAsync(docker, ["volume", "ls", "--quiet"], ["volume", "rm"], installation, cancellationToken);
    }

    private static async Task RemoveAsync(
        DockerCli docker, string[] list, string[] remove, string installation, CancellationToken cancellationToken)
    {
        var found = await docker.RunAsync([.. list, "--filter", $"label=ncaspire.installation={installation}"], cancellationToken);

        if (found.Split('\n', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } names)
        {
            await docker.RunAsync([.. remove, .. names], cancellationToken);
        }
    }
}
