using System.Text.Json;
using NcAspire.Cli.Images;

namespace NcAspire.Cli.Simulator;

/// <summary>Where the gateway of an instance of this machine's stack listens.</summary>
internal static class GatewayAddress
{
    /// <exception cref="CommandException">There is no such instance.</exception>
    public static async Task<Uri> OfAsync(string slug, string data, CancellationToken cancellationToken) =>
        LocalGateway(slug, data)
            ?? await DockerGatewayAsync(slug, data, cancellationToken)
            ?? throw new CommandException($"There is no instance {slug} in {data}; is NC_DATA the one of the running stack?");

    // machines/NAME/machine.json tells whose machine it is: {"instance":"…","slug":"first",…}; machines/NAME/port where it listens.
    private static Uri? LocalGateway(string slug, string data)
    {
        var machines = new DirectoryInfo(Path.Combine(data, "local", "machines"));
        var machine = machines.Exists
            ? machines.EnumerateDirectories().FirstOrDefault(folder => Slug(Path.Combine(folder.FullName, "machine.json")) == slug)
            : null;
        var port = machine is null ? null : Path.Combine(machine.FullName, "port");
        return port is not null && File.Exists(port) ? new Uri($"http://127.0.0.1:{File.ReadAllText(port).Trim()}/") : null;
    }

    // The labels tell whose container it is; from this machine a gateway believes the headers of the control plane.
    private static async Task<Uri?> DockerGatewayAsync(string slug, string data, CancellationToken cancellationToken)
    {
        if (DockerInstallation.NameIn(data) is not { } installation)
        {
            return null;
        }

        var docker = new DockerCli(DockerCli.Named(null));
        await docker.RequireAsync(cancellationToken);
        var container = await docker.RunAsync(
            [
                "ps", "--format", "{{.ID}}",
                "--filter", $"label=ncaspire.installation={installation}",
                "--filter", $"label=ncaspire.slug={slug}",
            ],
            cancellationToken);
        return container.Length > 0
            ? new Uri($"http://{await docker.RunAsync(["inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container], cancellationToken)}:18789/")
            : null;
    }

    private static string? Slug(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        using var label = JsonDocument.Parse(File.ReadAllText(file));
        return label.RootElement.TryGetProperty("slug", out var slug)
            ? slug.GetString()
            : null;
    }
}
