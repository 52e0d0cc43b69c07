namespace Docker.DotNet.Models;

/// <summary>A mount that a container asks for; <see cref="Type"/> is <c>volume</c>, <c>bind</c> or <c>tmpfs</c>.</summary>
public class Mount
{
    public string Type { get; set; }

    public string Source { get; set; }

    public string Target { get; set; }

    public bool ReadOnly { get; set; }

    public string Consistency { get; set; }

    public VolumeOptions VolumeOptions { get; set; }

    public TmpfsOptions TmpfsOptions { get; set; }
}
