using System.Text.Json.Serialization;

namespace Docker.DotNet.Models;

/// <summary>What a path in a container is; the mode has the bits of Go's <c>os.FileMode</c>.</summary>
public class ContainerPathStatResponse
{
    [JsonPropertyName("name")]
    public string Name { get; set; }

    [JsonPropertyName("size")]
    public long Size { get; set; }

    [JsonPropertyName("mode")]
    public uint Mode { get; set; }

    [JsonPropertyName("mtime")]
    public DateTime Mtime { get; set; }

    [JsonPropertyName("linkTarget")]
    public string LinkTarget { get; set; }
}
