namespace Docker.DotNet.Models;

/// <summary>How a volume is mounted, and made if it is not there.</summary>
public class VolumeOptions
{
    public bool NoCopy { get; set; }

    public IDictionary<string, string> Labels { get; set; }
}
