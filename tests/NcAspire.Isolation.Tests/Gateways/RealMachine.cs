using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NcAspire.Compute.Docker;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Instances;
using NcAspire.Gateway.OpenClaw;
using NcAspire.Testing;

namespace NcAspire.Isolation.Tests.Gateways;

/// <summary>
/// A gateway of the real image (<c>NC_GATEWAY_IMAGE</c>) on a real engine, with our configuration, made as instances are; and a
/// neighbour that has everything but does not run.
/// </summary>
public sealed class RealMachine : IAsyncDisposable
{
    /// <summary>What must be found nowhere in Ada's machine.</summary>
    public const string NeighbourSlug = "bobs-own-assistant";

    /// <summary>As <see cref="NeighbourSlug"/>.</summary>
    public static readonly PhoneNumber NeighbourPhone = PhoneNumber.TryParse("+15550107799")!;

    private static readonly TimeSpan _startLimit = TimeSpan.FromMinutes(4);

    private readonly SemaphoreSlim _making = new(1);
    private readonly DockerEngine _engine = new();
    private readonly string _subnet = string.Create(
        CultureInfo.InvariantCulture, $"10.{Random.Shared.Next(224, 254)}.{Random.Shared.Next(256)}.0/24");

    private IHost? _host;
    private MachineSpec? _ada;
    private MachineSpec? _bob;
    private GatewayEndpoint? _endpoint;

    public IGateway Gateway => Services.GetRequiredService<IGateway>();

    public IComputeProvider Provider => Services.GetRequiredService<IComputeProvider>();

    public GatewayEndpoint Endpoint => _endpoint ?? throw NotStarted();

    public string Address => Endpoint.BaseAddress.Host;

    public MachineSpec Ada => _ada ?? throw NotStarted();

    public MachineSpec Bob => _bob ?? throw NotStarted();

    /// <summary>The address that its configuration trusts.</summary>
    public string ControlPlane { get; private set; } = "";

    private IServiceProvider Services => _host?.Services ?? throw NotStarted();

    /// <summary>For the beginning of every test: the gateway is ready. Skips the test where it can't be.</summary>
    public async ValueTask ReadyAsync(CancellationToken cancellationToken)
    {
        await _making.WaitAsync(cancellationToken);
        try
        {
            if (_endpoint is null)
            {
                await StartAsync(await _engine.ImageAsync("NC_GATEWAY_IMAGE", cancellationToken), cancellationToken);
            }
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>Runs a program in Ada's machine as whoever the gateway is, as an agent would that got out of its tools.</summary>
    public async Task<Said> InsideAsync(IEnumerable<string> command, CancellationToken cancellationToken)
    {
        var exec = await _engine.Client.Exec.ExecCreateContainerAsync(
            Ada.Name, new ContainerExecCreateParameters { Cmd = [.. command], AttachStdout = true, AttachStderr = true }, cancellationToken);
        using var stream = await _engine.Client.Exec.StartAndAttachContainerExecAsync(exec.ID, tty: false, cancellationToken);
        var (output, errors) = await stream.ReadOutputToEndAsync(cancellationToken);
        var end = await _engine.Client.Exec.InspectContainerExecAsync(exec.ID, cancellationToken);
        return new Said((int)end.ExitCode, output, errors);
    }

    /// <summary>Runs a script of Node.js in Ada's machine.</summary>
    public async Task<Said> ScriptAsync(string file, CancellationToken cancellationToken, params string[] arguments) =>
        await InsideAsync(
            ["node", "-e", await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Gateways", file), cancellationToken), .. arguments],
            cancellationToken);

    public async Task<ContainerInspectResponse> InspectAsync(CancellationToken cancellationToken) =>
        await _engine.Client.Containers.InspectContainerAsync(Ada.Name, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        _making.Dispose();
        await _engine.DisposeAsync();
    }

    private static InvalidOperationException NotStarted() => new("The machine is not there yet: await ReadyAsync().");

    private async Task StartAsync(string image, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Docker:Endpoint"] = DockerEngine.Endpoint.ToString(),
            ["Docker:Installation"] = _engine.Id,
            ["Docker:Image"] = image,
            ["Docker:Network"] = _engine.Id,
            ["Docker:Bridge"] = _engine.Id,
            ["Docker:Subnet"] = _subnet,
        });
        builder.AddDockerEngine();
        builder.Services.AddOpenClawGateway();
        _host ??= builder.Build();

        _bob = Spec(image, NeighbourSlug);
        await CreateAsync(_bob, NeighbourPhone, cancellationToken);
        _ada = Spec(image, "adas-own-assistant");
        await CreateAsync(_ada, PhoneNumber.TryParse("+15550101234"), cancellationToken);

        await Provider.StartAsync(_ada.Name, cancellationToken);
        var endpoint = (await Provider.InspectAsync(_ada.Name, cancellationToken)).Endpoint
            ?? throw new InvalidOperationException("The machine does not run.");
        await Eventually.SeeAsync(
            () => Gateway.ProbeAsync(endpoint, cancellationToken), probe => probe.Ready, _startLimit, cancellationToken);
        _endpoint = endpoint;
    }

    private async Task CreateAsync(MachineSpec spec, PhoneNumber? owner, CancellationToken cancellationToken)
    {
        await Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, cancellationToken);
        var placement = await Provider.CreateAsync(spec, cancellationToken);
        ControlPlane = placement.TrustedProxies.Single();
        var config = Gateway.RenderConfig(placement, new GatewaySettings(owner, NumberKind.Separate));
        await Provider.SeedFilesAsync(spec.Name, [new SeedFile("openclaw.json", config)], cancellationToken);
    }

    private MachineSpec Spec(string image, string slug)
    {
        var (instance, options) = (InstanceId.New(TimeProvider.System), new MachineOptions());
        return new MachineSpec(
            instance, Slug.TryParse(slug)!, InstanceNames.Machine(instance), InstanceNames.Volume(instance), image,
            options.MemoryBytes, options.Cpus, Gateway.Environment);
    }
}
