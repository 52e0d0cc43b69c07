namespace Docker.DotNet.Models;

/// <summary><c>POST /containers/{id}/attach</c></summary>
public class ContainerAttachParameters
{
    [QueryStringParameter("stream")]
    public bool? Stream { get; set; }

    [QueryStringParameter("stdin")]
    public bool? Stdin { get; set; }

    [QueryStringParameter("stdout")]
    public bool? Stdout { get; set; }

    [QueryStringParameter("stderr")]
    public bool? Stderr { get; set; }

    [QueryStringParameter("detachKeys")]
    public string DetachKeys { get; set; }

    [QueryStringParameter("logs")]
    public string Logs { get; set; }
}
