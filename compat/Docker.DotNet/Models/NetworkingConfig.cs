namespace Docker.DotNet.Models;

/// <summary>The networks that a container is created into, by name.</summary>
public class NetworkingConfig
{
    public IDictionary<string, EndpointSettings> EndpointsConfig { get; set; }
}
