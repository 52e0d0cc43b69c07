using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NcAspire.Compute.Docker;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Testing;

namespace NcAspire.Isolation.Tests.Setting;

/// <summary>
/// A VM as an operator has it: an engine that really runs, two tenants that the product's own provider made on it, services of the
/// host, and a world with an internet, private networks and a cloud's metadata. <c>vm.sh</c> makes it of namespaces.
/// </summary>
public sealed class Vm : IAsyncDisposable
{
    public const string Bridge = "nc-internal";

    /// <summary>Addresses of the VM: on the tenants' bridge, to the world, on the engine's default bridge, on loopback.</summary>
    public static readonly IReadOnlyList<string> HostAddresses = ["10.210.0.1", "203.0.113.2", "172.31.255.1", "169.254.170.2"];

    public const string ControlPlaneAddress = "10.210.0.2";
    public const string RelayAddress = "10.210.0.3";
    public const string Metadata = "169.254.169.254";
    public const string Internet = "198.51.100.80";

    private readonly SemaphoreSlim _making = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("ncaspire-vm-").FullName;
    private OwnHost? _host;
    private IHost? _provider;
    private Container? _ada;
    private Container? _bob;

    /// <summary>What listens on the VM: stand-ins of functions and web, another service, and the engine's own API.</summary>
    public static IReadOnlyList<Target> Services { get; } =
    [
        .. HostAddresses.SelectMany(address => new[]
        {
            Target.Tcp(address, 7071), Target.Tcp(address, 8080), Target.Udp(address, 9000), Target.Tcp(address, 2375),
        }),
    ];

    /// <summary>What no tenant has to do with beyond the VM: metadata and private networks.</summary>
    public static IReadOnlyList<Target> Closed { get; } =
    [
        Target.Tcp(Metadata, 80), Target.Udp(Metadata, 9000), Target.Tcp("168.63.129.16", 80), Target.Tcp("192.168.77.7", 80),
        Target.Tcp("172.20.7.7", 80), Target.Tcp("100.64.7.7", 80), Target.Tcp("10.99.0.53", 80), Target.Udp("10.99.0.53", 9000),
    ];

    public static IReadOnlyList<Target> Open { get; } = [Target.Tcp(Internet, 80), Target.Udp(Internet, 9000), Target.Tcp("some.name.example", 80)];

    public string Engine => $"unix://{_folder}/docker.sock";

    public Container Ada => _ada ?? throw NotStarted();

    public Container Bob => _bob ?? throw NotStarted();

    public Place Itself => new(this, [Toolchain.Node]);

    public Place World => new(this, ["ip", "netns", "exec", "world", Toolchain.Node]);

    public IComputeProvider Provider => _provider?.Services.GetRequiredService<IComputeProvider>() ?? throw NotStarted();

    /// <summary>What the firewall's check said when the first tenant ran, of rules from before the engine's first start.</summary>
    public Said FirstCheck { get; private set; } = new(-1, "", "");

    internal OwnHost Host => _host ?? throw NotStarted();

    /// <summary>For the beginning of every test: the VM runs, with both tenants and without a firewall. Skips the test where it can't.</summary>
    public async ValueTask ReadyAsync(CancellationToken cancellationToken)
    {
        await _making.WaitAsync(cancellationToken);
        try
        {
            if (_bob is null)
            {
                await StartAsync(cancellationToken);
            }
        }
        finally
        {
            _making.Release();
        }

        (await FirewallAsync(cancellationToken, "--remove")).Expected();
    }

    public async Task<Said> FirewallAsync(CancellationToken cancellationToken, params string[] arguments) =>
        await Host.RunAsync([Path.Combine(Toolchain.RepositoryRoot, "deploy", "vm", "firewall.sh"), .. arguments], cancellationToken);

    /// <summary>A machine as <see cref="IComputeProvider"/> makes it for an instance.</summary>
    public async Task<Container> TenantAsync(CancellationToken cancellationToken)
    {
        var instance = InstanceId.New(TimeProvider.System);
        var spec = new MachineSpec(
            instance, Slug.TryParse("probe")!, InstanceNames.Machine(instance), InstanceNames.Volume(instance), ProbeImage.Name,
            MemoryBytes: 256L << 20, Cpus: 1, Environment: new Dictionary<string, string>());
        await Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, cancellationToken);
        await Provider.CreateAsync(spec, cancellationToken);
        await Provider.StartAsync(spec.Name, cancellationToken);
        var state = await Provider.InspectAsync(spec.Name, cancellationToken);
        return new Container(
            this, spec.Name, state.Endpoint?.BaseAddress.Host ?? throw new InvalidOperationException("The tenant does not run."));
    }

    /// <summary>A container that is no tenant, at a fixed address of the tenants' network.</summary>
    public async Task<Container> FixedAsync(string address, CancellationToken cancellationToken)
    {
        var name = $"fixed-{address}";
        await DockerAsync(
            cancellationToken, "run", "--detach", "--name", name, "--network", Bridge, "--ip", address, ProbeImage.Name,
            "fixed", "tcp:18789", "udp:18789", "tcp:8090", "tcp:8091");
        return new Container(this, name, address);
    }

    /// <summary>A container of somebody else, on the engine's default bridge, that publishes its port on the VM.</summary>
    public async Task<Container> PublishedAsync(int port, CancellationToken cancellationToken)
    {
        await DockerAsync(cancellationToken, "run", "--detach", "--name", "published", "--publish", $"{port}:{Container.Port}", ProbeImage.Name);
        return new Container(this, "published", HostAddresses[1]);
    }

    public async Task<string> DockerAsync(CancellationToken cancellationToken, params string[] arguments) =>
        (await Shell.RunAsync(["docker", "--host", Engine, .. arguments], cancellationToken)).Expected();

    public async ValueTask DisposeAsync()
    {
        _provider?.Dispose();
        _making.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static InvalidOperationException NotStarted() => new("The VM is not there yet: await ReadyAsync().");

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        OwnHost.Require("dockerd", "docker");
        var script = Path.Combine(AppContext.BaseDirectory, "Setting", "vm.sh");
        _host = await OwnHost.StartAsync(["sh", script, _folder, Toolchain.Node], cancellationToken);

        // As at a boot: the firewall comes first, then the engine, and the bridge with the first tenant.
        (await FirewallAsync(cancellationToken)).Expected();
        await _host.OrderAsync("start", cancellationToken);
        await ProbeImage.MakeAsync(Engine, cancellationToken);

        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Docker:Endpoint"] = Engine,
            ["Docker:Image"] = ProbeImage.Name,
            ["Docker:MemoryFloorBytes"] = "16777216",
        });
        builder.AddDockerEngine();
        _provider = builder.Build();
        _ada = await TenantAsync(cancellationToken);
        FirstCheck = await FirewallAsync(cancellationToken, "--check");
        _bob = await TenantAsync(cancellationToken);
    }
}
