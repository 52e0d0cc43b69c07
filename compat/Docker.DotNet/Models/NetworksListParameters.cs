namespace Docker.DotNet.Models;

/// <summary><c>GET /networks</c></summary>
public class NetworksListParameters
{
    [QueryStringParameter("filters")]
    public IDictionary<string, IDictionary<string, bool>> Filters { get; set; }
}
