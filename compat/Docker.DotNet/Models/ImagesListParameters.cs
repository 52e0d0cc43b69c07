namespace Docker.DotNet.Models;

/// <summary><c>GET /images/json</c></summary>
public class ImagesListParameters
{
    [QueryStringParameter("all")]
    public bool? All { get; set; }

    [QueryStringParameter("filters")]
    public IDictionary<string, IDictionary<string, bool>> Filters { get; set; }

    [QueryStringParameter("digests")]
    public bool? Digests { get; set; }
}
