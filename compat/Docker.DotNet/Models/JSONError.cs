using System.Text.Json.Serialization;

namespace Docker.DotNet.Models;

/// <summary>Why a long operation failed after it had begun.</summary>
public class JSONError
{
    [JsonPropertyName("code")]
    public long Code { get; set; }

    [JsonPropertyName("message")]
    public string Message { get; set; }
}
