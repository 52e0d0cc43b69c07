namespace Docker.DotNet.Models;

/// <summary><c>POST /images/load</c></summary>
public class ImageLoadParameters
{
    [QueryStringParameter("quiet")]
    public bool Quiet { get; set; }
}
