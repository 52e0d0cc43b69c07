using System.Formats.Tar;
using System.Net;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace NcAspire.Testing;

/// <summary>
/// The Docker engine at <c>NC_DOCKER_HOST</c>, for one test class: <c>IClassFixture&lt;DockerEngine&gt;</c>. It hands out names and
/// labels that nobody else has, and removes everything that carries them when the class is done. Others may use the engine, too.
/// A test that asks for the engine, or for an image, where there is none is skipped.
/// </summary>
public sealed class DockerEngine : IAsyncDisposable
{
    /// <summary>The label whose value is <see cref="Id"/>.</summary>
    public const string Label = "ncaspire.test";

    private const string InstallationLabel = "ncaspire.installation";

    private readonly Lazy<DockerClient> _client =
        new(() => new DockerClientConfiguration(Endpoint).CreateClient(new Version(1, 41)));

    /// <summary>Where the engine listens, such as <c>unix:///run/docker.sock</c>.</summary>
    public static Uri Endpoint => new(Variable("NC_DOCKER_HOST", "A Docker engine is needed"));

    /// <summary>A word that only this class has: lower case, and short enough for the name of anything.</summary>
    public string Id { get; } = $"nct{Guid.NewGuid().ToString("N")[..10]}";

    public DockerClient Client => _client.Value;

    /// <summary>
    /// What marks things for removal. <see cref="Id"/> at a name's beginning, or as the value of the installation's label, does as well.
    /// </summary>
    public Dictionary<string, string> Labels => new() { [Label] = Id };

    public string Name(string what) => $"{Id}-{what}";

    /// <summary>An image with a shell, the usual tools, Node.js and the user <c>node</c> (1000:1000): <c>NC_BASE_IMAGE</c>.</summary>
    public Task<string> BaseImageAsync(CancellationToken cancellationToken) => ImageAsync("NC_BASE_IMAGE", cancellationToken);

    /// <summary>The image that a variable names, which must be there.</summary>
    public async Task<string> ImageAsync(string variable, CancellationToken cancellationToken)
    {
        var image = Variable(variable, "An image is needed");
        try
        {
            await Client.Images.InspectImageAsync(image, cancellationToken);
            return image;
        }
        catch (DockerImageNotFoundException)
        {
            throw Prerequisite.Missing($"The engine has no image {image}, which {variable} names.");
        }
    }

    /// <summary>Builds an image.</summary>
    /// <param name="files">What the Dockerfile may copy, by path; all of it may be executed.</param>
    /// <param name="tag">A name within this class.</param>
    /// <returns>The image's full name.</returns>
    /// <exception cref="InvalidOperationException">The build failed; the message holds what it said.</exception>
    public async Task<string> BuildAsync(
        string dockerfile,
        IReadOnlyDictionary<string, string> files,
        string tag,
        CancellationToken cancellationToken)
    {
        using var context = Tar([.. files, new("Dockerfile", dockerfile)]);
        var parameters = new ImageBuildParameters { Tags = [$"{Name(tag)}:test"], Labels = Labels, Remove = true, ForceRemove = true };
        var said = new Collected<JSONMessage>();
        await Client.Images.BuildImageFromDockerfileAsync(parameters, context, null, null, said, cancellationToken);
        return said.All.Any(m => m.Error is not null)
            ? throw new InvalidOperationException(string.Concat(said.All.Select(m => m.Stream ?? m.ErrorMessage)))
            : $"{Name(tag)}:test";
    }

    /// <summary>Starts a container of the base image that runs a shell script, without network.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> RunAsync(string script, CancellationToken cancellationToken)
    {
        var parameters = new CreateContainerParameters
        {
            Image = await BaseImageAsync(cancellationToken),
            Cmd = ["sh", "-c", script],
            Labels = Labels,
            HostConfig = new HostConfig { NetworkMode = "none", Init = true },
        };
        var container = await Client.Containers.CreateContainerAsync(parameters, cancellationToken);
        await Client.Containers.StartContainerAsync(container.ID, null, cancellationToken);
        return container.ID;
    }

    /// <summary>A tar in memory, at its beginning.</summary>
    public static MemoryStream Tar(IEnumerable<KeyValuePair<string, string>> files)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path)
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
                    Mode = (UnixFileMode)0b111_101_101,
                });
            }
        }

        tar.Position = 0;
        return tar;
    }

    /// <summary>Removes all that this class made.</summary>
    /// <exception cref="TimeoutException">Something could not be removed; the message says what and why.</exception>
    public async ValueTask DisposeAsync()
    {
        if (!_client.IsValueCreated)
        {
            return;
        }

        // The engine refuses for a while what it is already removing, and what that still uses.
        await Eventually.SeeAsync(RemoveAllAsync, refusals => refusals is "", TimeSpan.FromSeconds(30), CancellationToken.None);
        Client.Dispose();
    }

    private async Task<string> RemoveAllAsync()
    {
        var refusals = new List<string>();
        var containers = await Client.Containers.ListContainersAsync(new() { All = true });
        foreach (var container in containers.Where(c => IsOurs(c.Labels, [.. c.Names.Select(n => n.TrimStart('/'))])))
        {
            await TryAsync(() => Client.Containers.RemoveContainerAsync(container.ID, new() { Force = true, RemoveVolumes = true }));
        }

        foreach (var network in (await Client.Networks.ListNetworksAsync()).Where(n => IsOurs(n.Labels, n.Name)))
        {
            await TryAsync(() => Client.Networks.DeleteNetworkAsync(network.ID));
        }

        foreach (var volume in (await Client.Volumes.ListAsync()).Volumes.Where(v => IsOurs(v.Labels, v.Name)))
        {
            await TryAsync(() => Client.Volumes.RemoveAsync(volume.Name));
        }

        var images = await Client.Images.ListImagesAsync(new());
        foreach (var image in images.Where(i => IsOurs(i.Labels, [.. i.RepoTags ?? []])))
        {
            await TryAsync(() => Client.Images.DeleteImageAsync(image.ID, new() { Force = true }));
        }

        return string.Join(' ', refusals);

        async Task TryAsync(Func<Task> removeAsync)
        {
            try
            {
                await removeAsync();
            }
            catch (DockerApiException exception)
            {
                // Not found: what was tested removed it between the list and now.
                refusals.AddRange(exception.StatusCode is HttpStatusCode.NotFound ? [] : [exception.Message]);
            }
        }
    }

    private bool IsOurs(IDictionary<string, string>? labels, params string[] names) =>
        (labels?.TryGetValue(Label, out var test) is true && test == Id)
        || (labels?.TryGetValue(InstallationLabel, out var installation) is true && installation == Id)
        || names.Any(n => n.StartsWith(Id, StringComparison.Ordinal));

    private static string Variable(string name, string need) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw Prerequisite.Missing($"{need}: {name} is not set. ./nc test sets it where it can.");
}
