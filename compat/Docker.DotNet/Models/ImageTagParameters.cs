namespace Docker.DotNet.Models;

/// <summary><c>POST /images/{name}/tag</c></summary>
public class ImageTagParameters
{
    [QueryStringParameter("repo")]
    public string RepositoryName { get; set; }

    [QueryStringParameter("tag")]
    public string Tag { get; set; }

    [QueryStringParameter("force")]
    public bool? Force { get; set; }
}
