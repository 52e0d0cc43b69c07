namespace Docker.DotNet.Models;

/// <summary>
/// <c>GET /containers/{id}/stats</c>. One-shot needs <see cref="Stream"/> to be false; it spares the engine the second sample.
/// </summary>
public class ContainerStatsParameters
{
    [QueryStringParameter("stream")]
    public bool Stream { get; set; } = true;

    [QueryStringParameter("one-shot")]
    public bool? OneShot { get; set; }
}
