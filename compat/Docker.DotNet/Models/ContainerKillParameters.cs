namespace Docker.DotNet.Models;

/// <summary><c>POST /containers/{id}/kill</c></summary>
public class ContainerKillParameters
{
    [QueryStringParameter("signal")]
    public string Signal { get; set; }
}
