using System.Text.Json.Serialization;

namespace Docker.DotNet.Models;

/// <summary>How many processes and threads a container has, and may have.</summary>
public class PidsStats
{
    [JsonPropertyName("current")]
    public ulong Current { get; set; }

    [JsonPropertyName("limit")]
    public ulong Limit { get; set; }
}
