namespace Docker.DotNet.Models;

/// <summary><c>GET /events</c>; times are Unix seconds, with a fraction if wanted.</summary>
public class ContainerEventsParameters
{
    [QueryStringParameter("since")]
    public string Since { get; set; }

    [QueryStringParameter("until")]
    public string Until { get; set; }

    [QueryStringParameter("filters")]
    public IDictionary<string, IDictionary<string, bool>> Filters { get; set; }
}
