using System.Text.Json.Serialization;

namespace Docker.DotNet.Models;

/// <summary>The id by which a command in a container is started and inspected.</summary>
public class ContainerExecCreateResponse
{
    [JsonPropertyName("Id")]
    public string ID { get; set; }
}
