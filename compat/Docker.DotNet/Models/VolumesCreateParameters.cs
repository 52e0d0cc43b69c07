namespace Docker.DotNet.Models;

/// <summary><c>POST /volumes/create</c></summary>
public class VolumesCreateParameters
{
    public string Driver { get; set; }

    public IDictionary<string, string> DriverOpts { get; set; }

    public IDictionary<string, string> Labels { get; set; }

    public string Name { get; set; }
}
