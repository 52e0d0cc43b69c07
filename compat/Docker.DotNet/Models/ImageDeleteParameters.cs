namespace Docker.DotNet.Models;

/// <summary><c>DELETE /images/{name}</c></summary>
public class ImageDeleteParameters
{
    [QueryStringParameter("force")]
    public bool? Force { get; set; }
}
