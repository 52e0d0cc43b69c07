namespace Docker.DotNet.Models;

/// <summary>
/// <c>PUT /containers/{id}/archive</c>. Despite its name, <see cref="AllowOverwriteDirWithFile"/> is sent as
/// <c>noOverwriteDirNonDir</c>: true forbids it.
/// </summary>
public class ContainerPathStatParameters
{
    [QueryStringParameter("path")]
    public string Path { get; set; }

    [QueryStringParameter("noOverwriteDirNonDir")]
    public bool? AllowOverwriteDirWithFile { get; set; }
}
