namespace Docker.DotNet.Models;

/// <summary><c>POST /networks/{id}/connect</c></summary>
public class NetworkConnectParameters
{
    public string Container { get; set; }

    public EndpointSettings EndpointConfig { get; set; }
}
