namespace Docker.DotNet.Models;

/// <summary>The addresses that a container asks for in a network.</summary>
public class EndpointIPAMConfig
{
    public string IPv4Address { get; set; }

    public string IPv6Address { get; set; }
}
