using System.Text.Json.Serialization;

namespace Docker.DotNet.Models;

/// <summary>An address of the host that leads to a port of a container.</summary>
public class PortBinding
{
    [JsonPropertyName("HostIp")]
    public string HostIP { get; set; }

    public string HostPort { get; set; }
}
