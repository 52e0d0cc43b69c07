using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NcAspire.Compute.Docker;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Testing;

namespace NcAspire.Compute.Conformance;

/// <summary>
/// An installation of its own on the engine, with a network of its own and an image in which a fake gateway follows the contract of
/// the gateway's image, its entrypoint included. Everything is removed afterwards.
/// </summary>
public sealed class DockerBackend : IAsyncDisposable
{
    private const string Dockerfile =
        """
        FROM BASE
        COPY entrypoint.sh /usr/local/bin/gateway-entrypoint
        COPY openclaw /usr/local/bin/openclaw
        COPY openclaw.mjs openclaw.plugin.json package.json /opt/openclaw/
        COPY --chown=1000:1000 keep /data/
        RUN chmod 700 /data
        ENV FAKE_GATEWAY_HOST=0.0.0.0
        USER 1000:1000
        WORKDIR /data
        ENTRYPOINT ["/bin/sh", "/usr/local/bin/gateway-entrypoint"]
        CMD ["openclaw", "gateway", "run", "--port", "18789"]
        LABEL ncaspire.openclaw="0.0.1-fake" ncaspire.whatsapp-plugin="/opt/openclaw"
        """;

    private readonly List<IHost> _hosts = [];
    private readonly SemaphoreSlim _making = new(1);
    private string? _image;

    public DockerEngine Engine { get; } = new();

    public DockerClient Client => Engine.Client;

    /// <summary>With the mark of the preflight.</summary>
    public string Image => _image ?? throw new InvalidOperationException("The image is not there yet: await ReadyAsync().");

    public string Network => Engine.Id;

    public string Subnet { get; } = $"10.{Random.Shared.Next(224, 240)}.{Random.Shared.Next(256)}.0/24";

    /// <summary>For a network of another installation.</summary>
    public string OtherSubnet { get; } = $"10.{Random.Shared.Next(240, 255)}.{Random.Shared.Next(256)}.0/24";

    public IComputeProvider Provider { get; private set; } = null!;

    /// <summary>For the beginning of every test: where there is no engine, it is skipped.</summary>
    public async ValueTask ReadyAsync(CancellationToken cancellationToken)
    {
        await _making.WaitAsync(cancellationToken);

        try
        {
            if (_image is null)
            {
                _image = await BuildAsync($"{Dockerfile} ncaspire.preflight=\"1\"", "gateway", cancellationToken);
                Provider = NewProvider();
            }
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>An address of <see cref="Subnet"/>.</summary>
    public string Address(int number) => Subnet.Replace(".0/24", $".{number}", StringComparison.Ordinal);

    /// <summary>An image that nobody found good.</summary>
    public Task<string> UnprovedImageAsync(CancellationToken cancellationToken) => BuildAsync(Dockerfile, "unproved", cancellationToken);

    /// <summary>The installation's section <c>Docker</c>, as the process that holds the engine's socket needs it.</summary>
    public IEnumerable<(string Name, string Value)> Settings() =>
    [
        ("Endpoint", DockerEngine.Endpoint.ToString()),
        ("Installation", Engine.Id),
        ("Image", Image),
        ("Network", Network),
        ("Bridge", Network),
        ("Subnet", Subnet),
        ("MemoryFloorBytes", "16777216"),
    ];

    /// <summary>A good image of its own, which the caller may remove.</summary>
    public Task<string> AnotherImageAsync(string tag, CancellationToken cancellationToken) =>
        BuildAsync($"{Dockerfile} ncaspire.preflight=\"1\" tag=\"{tag}\"", tag, cancellationToken);

    /// <summary>A further provider over the same installation, as another process would have, unless the settings say otherwise.</summary>
    public IComputeProvider NewProvider(params (string Name, string Value)[] settings) => NewProvider(TimeProvider.System, settings);

    /// <inheritdoc cref="NewProvider(ValueTuple{string, string}[])"/>
    public IComputeProvider NewProvider(TimeProvider clock, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            Settings().Select(setting => KeyValuePair.Create($"Docker:{setting.Name}", (string?)setting.Value)));
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create($"Docker:{setting.Name}", (string?)setting.Value)));
        builder.Services.AddSingleton(clock);
        builder.AddDockerEngine();
        var host = builder.Build();
        _hosts.Add(host);
        return host.Services.GetRequiredService<IComputeProvider>();
    }

    public MachineSpec NewSpec()
    {
        var instance = InstanceId.New(TimeProvider.System);
        return new MachineSpec(
            instance, Slug.TryParse("ada")!, InstanceNames.Machine(instance), InstanceNames.Volume(instance), Image, 128L << 20, 0.5,
            new Dictionary<string, string> { ["OPENCLAW_OFFLINE"] = "1" });
    }

    public static SeedFile Follow(GatewayScript script) =>
        new("fake-gateway.json", JsonSerializer.Serialize(script, JsonSerializerOptions.Web));

    /// <summary>A created machine with its script in place.</summary>
    public async Task<MachineSpec> CreatedAsync(GatewayScript? script = null, IComputeProvider? provider = null)
    {
        var (by, spec, ct) = (provider ?? Provider, NewSpec(), TestContext.Current.CancellationToken);
        await by.EnsureVolumeAsync(spec.Instance, spec.Volume, ct);
        await by.CreateAsync(spec, ct);
        await by.SeedFilesAsync(spec.Name, [Follow(script ?? new GatewayScript())], ct);
        return spec;
    }

    /// <summary>A machine whose gateway listens.</summary>
    public async Task<MachineSpec> RunningAsync(GatewayScript? script = null)
    {
        var (spec, ct) = (await CreatedAsync(script), TestContext.Current.CancellationToken);
        await Provider.StartAsync(spec.Name, ct);
        await Eventually.SeeAsync(
            () => Provider.LogsAsync(spec.Name, 10, ct),
            lines => lines.Any(line => line.StartsWith("listening", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(60),
            ct);
        return spec;
    }

    /// <summary>A volume that does not carry the installation's label.</summary>
    public Task MakeForeignVolumeAsync(string volume) => Client.Volumes.CreateAsync(
        new VolumesCreateParameters { Name = volume, Labels = Engine.Labels }, TestContext.Current.CancellationToken);

    /// <summary>The body of a machine that somebody else makes: as ours, but it carries nothing of ours.</summary>
    public async Task<string> MakeForeignContainerAsync(string name) => (await Client.Containers.CreateContainerAsync(
        new CreateContainerParameters { Name = name, Image = Image, Labels = Engine.Labels },
        TestContext.Current.CancellationToken)).ID;

    /// <summary>Runs a shell script as root in a container of its own that has the volume at /data.</summary>
    public async Task<string> OnVolumeAsync(string volume, string script)
    {
        var ct = TestContext.Current.CancellationToken;
        var container = await Client.Containers.CreateContainerAsync(
            new CreateContainerParameters
            {
                Image = Image,
                User = "0",
                Entrypoint = ["sh", "-c", script],
                Labels = Engine.Labels,
                HostConfig = new HostConfig
                {
                    NetworkMode = "none",
                    Mounts = [new Mount { Type = "volume", Source = volume, Target = "/data" }],
                },
            },
            ct);
        await Client.Containers.StartContainerAsync(container.ID, new ContainerStartParameters(), ct);
        var ended = await Client.Containers.WaitContainerAsync(container.ID, ct);
        using var logs = await Client.Containers.GetContainerLogsAsync(
            container.ID, tty: false, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true }, ct);
        var (output, errors) = await logs.ReadOutputToEndAsync(ct);
        await Client.Containers.RemoveContainerAsync(container.ID, new ContainerRemoveParameters(), ct);
        return ended.StatusCode == 0 ? output : throw new IOException(errors);
    }

    /// <summary>Runs a command in a machine that runs, as its user.</summary>
    public async Task<string> InsideAsync(string machine, params string[] command)
    {
        var ct = TestContext.Current.CancellationToken;
        var exec = await Client.Exec.ExecCreateContainerAsync(
            machine, new ContainerExecCreateParameters { AttachStdout = true, AttachStderr = true, Cmd = command }, ct);
        using var stream = await Client.Exec.StartAndAttachContainerExecAsync(exec.ID, tty: false, ct);
        var (output, errors) = await stream.ReadOutputToEndAsync(ct);
        var ended = await Client.Exec.InspectContainerExecAsync(exec.ID, ct);
        return ended.ExitCode == 0 ? output : throw new IOException(output + errors);
    }

    /// <summary>A call of the engine that its client library lacks.</summary>
    public static Task<string> PostAsync(string path) => CallAsync(HttpMethod.Post, path);

    /// <inheritdoc cref="PostAsync"/>
    public static Task<string> GetAsync(string path) => CallAsync(HttpMethod.Get, path);

    private static async Task<string> CallAsync(HttpMethod method, string path)
    {
        var ct = TestContext.Current.CancellationToken;
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(DockerEngine.Endpoint.AbsolutePath), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using var request = new HttpRequestMessage(method, new Uri($"http://engine{path}"));
        using var response = await http.SendAsync(request, ct);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        _hosts.ForEach(host => host.Dispose());
        _making.Dispose();
        await Engine.DisposeAsync();
    }

    private async Task<string> BuildAsync(string dockerfile, string tag, CancellationToken cancellationToken)
    {
        var text = dockerfile.Replace("FROM BASE", $"FROM {await Engine.BaseImageAsync(cancellationToken)}", StringComparison.Ordinal);
        var fake = Path.Combine(AppContext.BaseDirectory, "FakeGateway");
        string[] names = ["openclaw.mjs", "openclaw.plugin.json", "package.json"];
        var files = names.ToDictionary(name => name, name => File.ReadAllText(Path.Combine(fake, name)));
        files["openclaw"] = "#!/bin/sh\nexec node /opt/openclaw/openclaw.mjs \"$@\"\n";
        files["keep"] = "";
        files["entrypoint.sh"] = await File.ReadAllTextAsync(
            Path.Combine(Toolchain.RepositoryRoot, "images", "gateway", "entrypoint.sh"), cancellationToken);
        return await Engine.BuildAsync(text, files, tag, cancellationToken);
    }
}
