using System.Net;

namespace Docker.DotNet;

/// <summary>There is no such network.</summary>
public class DockerNetworkNotFoundException : DockerApiException
{
    public DockerNetworkNotFoundException(HttpStatusCode statusCode, string responseBody)
        : base(statusCode, responseBody)
    {
    }
}
