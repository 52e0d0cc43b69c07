namespace NcAspire.Compute.Docker;

/// <summary>The labels on everything that is made here, and those an image must bring.</summary>
internal static class MachineLabels
{
    /// <summary>On machines, volumes and networks: <see cref="DockerOptions.Installation"/>.</summary>
    public const string Installation = "ncaspire.installation";

    /// <summary>On machines and volumes: the key of the instance.</summary>
    public const string Instance = "ncaspire.instance";

    /// <summary>On machines: the slug, for operators.</summary>
    public const string Slug = "ncaspire.slug";

    /// <summary>On machines: the image as the instance names it. The machine itself names the image by its id.</summary>
    public const string Image = "ncaspire.image";

    /// <summary>On machines: the name of the state volume.</summary>
    public const string Volume = "ncaspire.volume";

    /// <summary>On machines: bytes of memory and billionths of a core that they were made with.</summary>
    public const string Memory = "ncaspire.memory";

    /// <inheritdoc cref="Memory"/>
    public const string NanoCpus = "ncaspire.nano-cpus";

    /// <summary>On containers that run one command for a machine and then go: the name of the machine.</summary>
    public const string CommandOf = "ncaspire.command-of";

    /// <summary>On images that passed the preflight of <c>./nc image</c>; no other image is run.</summary>
    public const string Preflight = "ncaspire.preflight";

    /// <summary>On images: the version of OpenClaw.</summary>
    public const string OpenClaw = "ncaspire.openclaw";

    /// <summary>On images: the folder of the WhatsApp plugin inside.</summary>
    public const string WhatsAppPlugin = "ncaspire.whatsapp-plugin";
}
