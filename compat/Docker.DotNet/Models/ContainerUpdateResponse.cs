namespace Docker.DotNet.Models;

/// <summary><c>POST /containers/{id}/update</c></summary>
public class ContainerUpdateResponse
{
    public IList<string> Warnings { get; set; }
}
