namespace Docker.DotNet.Models;

/// <summary>The exit code of a container that has ended.</summary>
public class ContainerWaitResponse
{
    public long StatusCode { get; set; }
}
