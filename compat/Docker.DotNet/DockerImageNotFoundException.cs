using System.Net;

namespace Docker.DotNet;

/// <summary>There is no such image.</summary>
public class DockerImageNotFoundException : DockerApiException
{
    public DockerImageNotFoundException(HttpStatusCode statusCode, string responseBody)
        : base(statusCode, responseBody)
    {
    }
}
