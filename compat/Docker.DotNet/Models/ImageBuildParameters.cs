namespace Docker.DotNet.Models;

/// <summary><c>POST /build</c></summary>
public class ImageBuildParameters
{
    [QueryStringParameter("t")]
    public IList<string> Tags { get; set; }

    [QueryStringParameter("q")]
    public bool? SuppressOutput { get; set; }

    [QueryStringParameter("remote")]
    public string RemoteContext { get; set; }

    [QueryStringParameter("nocache")]
    public bool? NoCache { get; set; }

    [QueryStringParameter("rm")]
    public bool? Remove { get; set; }

    [QueryStringParameter("forcerm")]
    public bool? ForceRemove { get; set; }

    [QueryStringParameter("memory")]
    public long? Memory { get; set; }

    [QueryStringParameter("networkmode")]
    public string NetworkMode { get; set; }

    [QueryStringParameter("dockerfile")]
    public string Dockerfile { get; set; }

    [QueryStringParameter("buildargs")]
    public IDictionary<string, string> BuildArgs { get; set; }

    [QueryStringParameter("labels")]
    public IDictionary<string, string> Labels { get; set; }

    [QueryStringParameter("target")]
    public string Target { get; set; }
}
