namespace Docker.DotNet.Models;

/// <summary><c>POST /containers/{id}/stop</c></summary>
public class ContainerStopParameters
{
    [QueryStringParameter("t")]
    public uint? WaitBeforeKillSeconds { get; set; }
}
