using System.Text.Json.Serialization;

namespace Docker.DotNet.Models;

/// <summary><c>POST /containers/create</c></summary>
public class CreateContainerResponse
{
    [JsonPropertyName("Id")]
    public string ID { get; set; }

    public IList<string> Warnings { get; set; }
}
