using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Docker.DotNet;
using Docker.DotNet.Models;
using NcAspire.Testing;

namespace NcAspire.EndToEnd.Tests.Docker;

/// <summary>Containers and volumes of a real engine that carry the label of the stack's installation.</summary>
public sealed class DockerBackend : Backend
{
    public override string Provider => "docker";

    public override Exception? Missing => Environment.GetEnvironmentVariable("NC_DOCKER_HOST") is { Length: > 0 }
        ? null
        : Prerequisite.Missing("A Docker engine is needed: NC_DOCKER_HOST is not set. ./nc test sets it where it can.");

    public override async Task<IReadOnlyList<string>> RunningAsync(Stack stack, CancellationToken cancellationToken) =>
        [.. (await ContainersAsync(stack.Data, cancellationToken)).Where(c => c.State is "running").Select(Name)];

    public override async Task<IReadOnlyList<string>> RemainsAsync(Stack stack, CancellationToken cancellationToken) =>
    [
        .. (await ContainersAsync(stack.Data, cancellationToken)).Select(Name),
        .. (await VolumesAsync(stack.Data, cancellationToken)).Select(volume => volume.Name),
    ];

    /// <summary>What the engine shows of this stack's machines to whoever may ask it, what they wrote, and the files on their volumes.</summary>
    public static async IAsyncEnumerable<(string Place, byte[] Content)> DisclosedAsync(
        Stack stack, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var client = Client();
        foreach (var container in await ContainersAsync(stack.Data, cancellationToken))
        {
            var inspected = await client.Containers.InspectContainerAsync(container.ID, cancellationToken);
            yield return ($"inspect {Name(container)}", JsonSerializer.SerializeToUtf8Bytes(inspected));
            using var logs = await client.Containers.GetContainerLogsAsync(
                container.ID, tty: false, new() { ShowStdout = true, ShowStderr = true }, cancellationToken);
            var (output, errors) = await logs.ReadOutputToEndAsync(cancellationToken);
            yield return ($"logs {Name(container)}", Encoding.UTF8.GetBytes(output + errors));
        }

        foreach (var volume in await VolumesAsync(stack.Data, cancellationToken))
        {
            yield return ($"inspect {volume.Name}", JsonSerializer.SerializeToUtf8Bytes(volume));
            foreach (var file in FileContents.Of(volume.Mountpoint))
            {
                yield return file;
            }
        }
    }

    public override async Task KillGatewayAsync(Stack stack, Guid instance, CancellationToken cancellationToken)
    {
        using var client = Client();
        var container = (await ContainersAsync(stack.Data, cancellationToken)).Single(c => c.Labels["ncaspire.instance"] == $"{instance}");
        await client.Containers.KillContainerAsync(container.ID, new ContainerKillParameters(), cancellationToken);
    }

    public override async Task ForgetAsync(string data, CancellationToken cancellationToken)
    {
        using var client = Client();
        foreach (var container in await ContainersAsync(data, cancellationToken))
        {
            await client.Containers.RemoveContainerAsync(container.ID, new() { Force = true }, cancellationToken);
        }

        foreach (var volume in await VolumesAsync(data, cancellationToken))
        {
            await client.Volumes.RemoveAsync(volume.Name, force: true, cancellationToken);
        }
    }

    private static DockerClient Client() => new DockerClientConfiguration(DockerEngine.Endpoint).CreateClient(new Version(1, 41));

    private static async Task<IList<ContainerListResponse>> ContainersAsync(string data, CancellationToken cancellationToken)
    {
        using var client = Client();
        return Installation(data) is { } installation
            ? await client.Containers.ListContainersAsync(
                new() { All = true, Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = Label(installation) } },
                cancellationToken)
            : [];
    }

    private static async Task<IList<VolumeResponse>> VolumesAsync(string data, CancellationToken cancellationToken)
    {
        using var client = Client();
        return Installation(data) is { } installation
            ? (await client.Volumes.ListAsync(
                new() { Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = Label(installation) } },
                cancellationToken)).Volumes ?? []
            : [];
    }

    private static Dictionary<string, bool> Label(string installation) => new() { [$"ncaspire.installation={installation}"] = true };

    private static string Name(ContainerListResponse container) => container.Names[0].TrimStart('/');

    // The first twelve characters name the installation; there is no file before the stack has been up once.
    private static string? Installation(string data)
    {
        var file = Path.Combine(data, "docker", "installation");
        return File.Exists(file) ? File.ReadAllText(file)[..12] : null;
    }
}
