using System.Net;
using System.Net.Sockets;
using Docker.DotNet;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker;

/// <summary>
/// Tells the engine's faults as the port does. The owner reads the sentence, so the engine's own words, which name files and
/// addresses of the host, go to the log only, as the inner exception.
/// </summary>
internal static class EngineFault
{
    public static bool IsOne(Exception fault) =>
        fault is DockerApiException or HttpRequestException or IOException or SocketException or TimeoutException or OperationCanceledException;

    /// <param name="fault">What a call ended with; a cancellation is a timeout here.</param>
    public static ProviderException Of(Exception fault) => fault switch
    {
        DockerApiException api when Says(api, "no space left on device") || Says(api, "disk quota exceeded") =>
            new("The disk of the Docker host is full. Ask the operator to make room, then try again.", isTransient: true, api),
        DockerApiException api when Says(api, "no available IPv4 addresses") =>
            new("The network of the Docker host has no free address. Ask the operator for a larger one.", isTransient: true, api),
        DockerApiException { StatusCode: >= HttpStatusCode.InternalServerError } api =>
            new("The Docker engine does not answer as it should. Try again in a minute.", isTransient: true, api),
        DockerApiException { StatusCode: HttpStatusCode.Conflict or HttpStatusCode.NotFound } api =>
            new("Something else changed the machine on the Docker host at the same time. Try again.", isTransient: true, api),
        DockerApiException api =>
            new("The Docker engine refused what was asked of it. The operator finds the reason in the server's log.", isTransient: false, api),
        _ => new("The Docker engine does not answer. Ask the operator whether it runs, then try again.", isTransient: true, fault),
    };

    public static bool Says(DockerApiException fault, string words) =>
        fault.ResponseBody?.Contains(words, StringComparison.OrdinalIgnoreCase) is true;
}
