namespace Docker.DotNet.Models;

/// <summary><c>GET /containers/json</c></summary>
public class ContainersListParameters
{
    [QueryStringParameter("size")]
    public bool? Size { get; set; }

    [QueryStringParameter("all")]
    public bool? All { get; set; }

    [QueryStringParameter("since")]
    public string Since { get; set; }

    [QueryStringParameter("before")]
    public string Before { get; set; }

    [QueryStringParameter("limit")]
    public long? Limit { get; set; }

    [QueryStringParameter("filters")]
    public IDictionary<string, IDictionary<string, bool>> Filters { get; set; }
}
