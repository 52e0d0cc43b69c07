using System.Net;

namespace Docker.DotNet;

/// <summary>The engine refused or failed: its status and its answer as it came, mostly <c>{"message":"…"}</c>.</summary>
public class DockerApiException : Exception
{
    public DockerApiException(HttpStatusCode statusCode, string responseBody)
        : base($"Docker API responded with status code={statusCode}, response={responseBody}")
    {
        StatusCode = statusCode;
        ResponseBody = responseBody;
    }

    public string ResponseBody { get; }

    public HttpStatusCode StatusCode { get; }
}
