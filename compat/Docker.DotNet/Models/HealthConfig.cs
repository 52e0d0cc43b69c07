using System.Text.Json.Serialization;

namespace Docker.DotNet.Models;

/// <summary>How a container is probed; <see cref="StartPeriod"/> is in nanoseconds.</summary>
public class HealthConfig
{
    public IList<string> Test { get; set; }

    [JsonConverter(typeof(TimeSpanNanosecondsConverter))]
    public TimeSpan Interval { get; set; }

    [JsonConverter(typeof(TimeSpanNanosecondsConverter))]
    public TimeSpan Timeout { get; set; }

    public long StartPeriod { get; set; }

    public long Retries { get; set; }
}
