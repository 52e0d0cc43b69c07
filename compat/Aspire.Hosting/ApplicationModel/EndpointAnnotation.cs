using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port on which a resource listens. No proxy stands in front: the public port is the process's own.</summary>
internal sealed class EndpointAnnotation(string scheme, string name, int? port, string? environmentName) : IResourceAnnotation
{
    public string Scheme { get; } = scheme;

    public string Name { get; } = name;

    /// <summary>The wanted port; null for any free one.</summary>
    public int? Port { get; set; } = port;

    /// <summary>The variable by which the process learns its port, beside ASPNETCORE_URLS.</summary>
    public string? EnvironmentName { get; } = environmentName;

    public bool IsExternal { get; set; }

    /// <summary>Set by the orchestration before anything starts.</summary>
    public int? AllocatedPort { get; set; }

    public int PortInUse => AllocatedPort
        ?? throw new InvalidOperationException($"The endpoint '{Name}' has no port yet; the application has not started.");

    public string Url => $"{Scheme}://localhost:{PortInUse.ToString(CultureInfo.InvariantCulture)}";
}
