namespace Docker.DotNet.Models;

/// <summary>A path of a container: what it is and, unless only that was asked for, a tar of it.</summary>
public class GetArchiveFromContainerResponse
{
    public ContainerPathStatResponse Stat { get; set; }

    public Stream Stream { get; set; }
}
