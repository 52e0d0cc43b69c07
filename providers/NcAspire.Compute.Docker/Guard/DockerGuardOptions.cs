namespace NcAspire.Compute.Docker.Guard;

/// <summary>Section <c>DockerGuard</c>: the guard that stands before the Docker engine. Read by the process that asks it.</summary>
public sealed class DockerGuardOptions
{
    public const string Section = "DockerGuard";

    /// <summary>Where it listens: <c>http://127.0.0.1:port</c> or <c>unix:///path</c>.</summary>
    public string Address { get; set; } = "";

    /// <summary>The file with the token that the guard knows too; nobody else may read it.</summary>
    public string TokenPath { get; set; } = "";
}
