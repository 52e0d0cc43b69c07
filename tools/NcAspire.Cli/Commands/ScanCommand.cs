using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using NcAspire.Cli.Images;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Cli.Commands;

/// <summary><c>./nc scan</c>: plays the phone that scans the code of an instance, on a stack with the WhatsApp simulator.</summary>
public static class ScanCommand
{
    public static Command Create()
    {
        var slug = new Argument<string>("slug") { Description = "The name of the instance that shows a code" };
        var command = new Command("scan", "Scan the code that an instance shows (./nc up --whatsapp sim)") { slug };
        command.SetAction((parsed, cancellationToken) =>
            ScanAsync(parsed.GetValue(slug) ?? "", CommandContext.Current, cancellationToken));
        return command;
    }

    private static async Task ScanAsync(string slug, CommandContext context, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        var gateway = LocalGateway(slug, context.Folders.Data)
            ?? await DockerGatewayAsync(slug, context.Folders.Data, cancellationToken)
            ?? throw new CommandException(
                $"There is no instance {slug} in {context.Folders.Data}; is NC_DATA the one of the running stack?");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "wa-sim/scan"))
        {
            Content = JsonContent.Create(new { }),
        };

        foreach (var (name, value) in ServiceIdentity.Headers)
        {
            request.Headers.Add(name, value);
        }

        try
        {
            using var response = await http.SendAsync(request, cancellationToken);

            if (!response.IsSuccessStatusCode)
            {
                throw new CommandException(
                    $"The gateway of {slug} has no simulator; start the stack with ./nc up --whatsapp sim.");
            }
        }
        catch (HttpRequestException)
        {
            throw new CommandException($"The gateway of {slug} does not answer; start the instance first.");
        }

        context.Screen.Say($"The phone has scanned the code of {slug}.");
    }

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
