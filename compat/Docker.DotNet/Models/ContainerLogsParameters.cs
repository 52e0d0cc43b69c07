namespace Docker.DotNet.Models;

/// <summary><c>GET /containers/{id}/logs</c>; <see cref="Tail"/> is a number of lines or <c>all</c>.</summary>
public class ContainerLogsParameters
{
    [QueryStringParameter("stdout")]
    public bool? ShowStdout { get; set; }

    [QueryStringParameter("stderr")]
    public bool? ShowStderr { get; set; }

    [QueryStringParameter("since")]
    public string Since { get; set; }

    [QueryStringParameter("until")]
    public string Until { get; set; }

    [QueryStringParameter("timestamps")]
    public bool? Timestamps { get; set; }

    [QueryStringParameter("follow")]
    public bool? Follow { get; set; }

    [QueryStringParameter("tail")]
    public string Tail { get; set; }
}
