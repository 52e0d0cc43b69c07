namespace Docker.DotNet.Models;

/// <summary><c>POST /containers/{id}/restart</c></summary>
public class ContainerRestartParameters
{
    [QueryStringParameter("t")]
    public uint? WaitBeforeKillSeconds { get; set; }
}
