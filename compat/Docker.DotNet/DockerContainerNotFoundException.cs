using System.Net;

namespace Docker.DotNet;

/// <summary>There is no such container.</summary>
public class DockerContainerNotFoundException : DockerApiException
{
    public DockerContainerNotFoundException(HttpStatusCode statusCode, string responseBody)
        : base(statusCode, responseBody)
    {
    }
}
