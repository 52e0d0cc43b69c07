namespace Docker.DotNet.Models;

/// <summary><c>GET /containers/{id}/archive</c></summary>
public class GetArchiveFromContainerParameters
{
    [QueryStringParameter("path")]
    public string Path { get; set; }
}
