namespace Docker.DotNet.Models;

/// <summary>Where the output of a container goes.</summary>
public class LogConfig
{
    public string Type { get; set; }

    public IDictionary<string, string> Config { get; set; }
}
