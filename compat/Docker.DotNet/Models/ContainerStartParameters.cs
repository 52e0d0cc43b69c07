namespace Docker.DotNet.Models;

/// <summary><c>POST /containers/{id}/start</c></summary>
public class ContainerStartParameters
{
    [QueryStringParameter("detachKeys")]
    public string DetachKeys { get; set; }
}
