namespace Docker.DotNet.Models;

/// <summary>What the health check of a container found: <c>starting</c>, <c>healthy</c>, <c>unhealthy</c> or <c>none</c>.</summary>
public class Health
{
    public string Status { get; set; }

    public long FailingStreak { get; set; }

    public IList<HealthcheckResult> Log { get; set; }
}
