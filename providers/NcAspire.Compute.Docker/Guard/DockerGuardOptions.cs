using System.ComponentModel.DataAnnotations;

namespace NcAspire.Compute.Docker.Guard;

/// <summary>Section <c>DockerGuard</c>: the guard that stands before the Docker engine. Read by the process that asks it.</summary>
public sealed class DockerGuardOptions
{
    public const string Section = "DockerGuard";

    /// <summary>Where it listens: <c>http://127.0.0.1:port</c> or <c>unix:///path</c>.</summary>
    [Required(ErrorMessage = "DockerGuard:Address must be set to where the guard listens, such as http://127.0.0.1:7073.")]
    public string Address { get; set; } = "";

    /// <summary>The file with the token that the guard knows too; nobody else may read it.</summary>
    [Required(ErrorMessage = "DockerGuard:TokenPath must be set to the file with the guard's token.")]
    public string TokenPath { get; set; } = "";
}
