namespace Docker.DotNet.Models;

/// <summary><c>DELETE /containers/{id}</c>; named volumes stay even if <see cref="RemoveVolumes"/>.</summary>
public class ContainerRemoveParameters
{
    [QueryStringParameter("v")]
    public bool? RemoveVolumes { get; set; }

    [QueryStringParameter("link")]
    public bool? RemoveLinks { get; set; }

    [QueryStringParameter("force")]
    public bool? Force { get; set; }
}
