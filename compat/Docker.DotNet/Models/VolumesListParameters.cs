namespace Docker.DotNet.Models;

/// <summary><c>GET /volumes</c></summary>
public class VolumesListParameters
{
    [QueryStringParameter("filters")]
    public IDictionary<string, IDictionary<string, bool>> Filters { get; set; }
}
