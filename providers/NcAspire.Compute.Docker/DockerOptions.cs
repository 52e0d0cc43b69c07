using System.ComponentModel.DataAnnotations;

namespace NcAspire.Compute.Docker;

/// <summary>Section <c>Docker</c>: the engine, and what machines on it get. Read by the process that holds the engine's socket.</summary>
public sealed class DockerOptions
{
    public const string Section = "Docker";

    /// <summary>The engine: <c>unix:///path</c>, <c>tcp://host:port</c> or <c>https://host:port</c>.</summary>
    [Required(ErrorMessage = "Docker:Endpoint must be set to the address of the Docker engine, such as unix:///var/run/docker.sock.")]
    public string Endpoint { get; set; } = "unix:///var/run/docker.sock";

    /// <summary>
    /// Whose machines these are. Two installations may share an engine: each sees and removes only what carries its own name.
    /// It must not change in the life of an installation.
    /// </summary>
    [Required]
    [RegularExpression("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?", ErrorMessage = "Docker:Installation takes 1 to 40 of a-z, 0-9 and -.")]
    public string Installation { get; set; } = "default";

    /// <summary>What new instances run; an image that <c>./nc image</c> built and found good.</summary>
    [Required(ErrorMessage = "Docker:Image must be set to the gateway's image; ./nc image builds it.")]
    public string Image { get; set; } = "ncaspire-gateway:2026.9.6";

    /// <summary>Images beside <see cref="Image"/> that existing instances may still run.</summary>
    public IList<string> OlderImages { get; } = [];

    /// <summary>The one network of all tenants, also of those of other installations. It is made when it is not there.</summary>
    [Required]
    public string Network { get; set; } = "nc-internal";

    /// <summary>The name of its bridge on the host, which the firewall's rules match; at most 15 characters.</summary>
    [Required]
    [StringLength(15, MinimumLength = 1)]
    public string Bridge { get; set; } = "nc-internal";

    /// <summary>
    /// Its addresses, CIDR. The upper half goes to tenants; the lower half is never given to one, so that the control plane and the
    /// model relay can have fixed addresses there.
    /// </summary>
    [Required]
    public string Subnet { get; set; } = "10.210.0.0/20";

    /// <summary>
    /// The address that the control plane's requests come from, as gateways see it: fixed and in the lower half of
    /// <see cref="Subnet"/> when it runs in a container; null when it runs on the host, which is the bridge's own address then.
    /// </summary>
    public string? ControlPlaneAddress { get; set; }

    /// <summary>Bytes of memory below which no machine is made. With less than 1 GiB the kernel ends OpenClaw 2026.9.6 while it starts.</summary>
    [Range(16L << 20, long.MaxValue, ErrorMessage = "Docker:MemoryFloorBytes takes 16 MiB or more; OpenClaw needs 1 GiB.")]
    public long MemoryFloorBytes { get; set; } = 1L << 30;

    /// <summary>How long the engine may take for one answer; a stop may take its grace longer.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a fixed command may run, such as a repair of the configuration.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromMinutes(3);
}
