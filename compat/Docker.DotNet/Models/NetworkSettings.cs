namespace Docker.DotNet.Models;

/// <summary>The networks of a container that was inspected.</summary>
public class NetworkSettings
{
    public string Bridge { get; set; }

    public string SandboxID { get; set; }

    public IDictionary<string, IList<PortBinding>> Ports { get; set; }

    public string SandboxKey { get; set; }

    public string EndpointID { get; set; }

    public string Gateway { get; set; }

    public string IPAddress { get; set; }

    public long IPPrefixLen { get; set; }

    public string MacAddress { get; set; }

    public IDictionary<string, EndpointSettings> Networks { get; set; }
}
