using System.Globalization;
using System.Text.Json.Nodes;
using NcAspire.Cli.Images;
using NcAspire.Cli.Running;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Testing;

namespace NcAspire.Image.Tests;

/// <summary>
/// A container in the limits that instances have, on a volume of its own, in a network that leads nowhere. It goes away with the
/// engine's fixture at the latest.
/// </summary>
public sealed class ImageContainer : IAsyncDisposable
{
    private const int Port = 18789;

    private static readonly string[] _limits =
    [
        "--init", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--pids-limit", "256",
        "--memory", "1536m", "--memory-swap", "1536m", "--tmpfs", "/tmp:rw,nosuid,nodev,size=256m,mode=1777",
    ];

    private readonly DockerCli _docker = Docker;
    private readonly string _name;
    private readonly string _network;

    private ImageContainer(string name, string volume, string network)
    {
        _name = name;
        Volume = volume;
        _network = network;
    }

    /// <summary>The command line on the tests' engine.</summary>
    public static DockerCli Docker => new(DockerEngine.Endpoint.ToString());

    /// <summary>The volume behind /data.</summary>
    public string Volume { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Makes a container that runs the image's command, or another one.</summary>
    public static async Task<ImageContainer> CreateAsync(DockerEngine engine, string image, params string[] command)
    {
        var name = engine.Name(Guid.NewGuid().ToString("N")[..8]);
        await Docker.RunAsync(["network", "create", "--internal", name], Ct);
        return await CreateAsync(image, name, volume: name, network: name, command);
    }

    /// <summary>Makes a second container on the volume of this one.</summary>
    public Task<ImageContainer> BesideAsync(DockerEngine engine, string image, params string[] command) =>
        CreateAsync(image, engine.Name(Guid.NewGuid().ToString("N")[..8]), Volume, _network, command);

    /// <summary>Gives it the configuration that the control plane would render.</summary>
    public Task ConfigureAsync(IGateway gateway, GatewaySettings settings) => ConfigureAsync(gateway, settings, []);

    /// <summary>Gives it the configuration that the control plane would render, and more.</summary>
    public async Task ConfigureAsync(IGateway gateway, GatewaySettings settings, JsonObject more)
    {
        var host = await _docker.RunAsync(
            ["network", "inspect", "--format", "{{(index .IPAM.Config 0).Gateway}}", _network], Ct);
        var plugin = await InspectAsync($"{{{{index .Config.Labels \"{ImageLabels.WhatsAppPlugin}\"}}}}");
        var placement = new MachinePlacement("/data/.openclaw", plugin, "lan", Port, [host], AllowLoopback: false);
        var config = JsonNode.Parse(gateway.RenderConfig(placement, settings))?.AsObject() ?? [];
        Merge(config, more);
        await WriteAsync("/data/.openclaw/openclaw.json", config.ToJsonString());
    }

    /// <summary>Puts a file of the gateway's user into the volume.</summary>
    public async Task WriteAsync(string path, string text)
    {
        var script = $"umask 077; mkdir -p \"$(dirname {path})\"; printf %s \"$TEXT\" >{path}";
        await _docker.RunAsync(
            [
                "run", "--rm", "--network", "none", "--volume", $"{Volume}:/data", "--env", $"TEXT={text}",
                "--entrypoint", "/bin/sh", await ImageAsync(), "-c", script,
            ],
            Ct);
    }

    public Task StartAsync() => _docker.RunAsync(["start", _name], Ct);

    /// <summary>Where the gateway listens; only while the container runs.</summary>
    public async Task<GatewayEndpoint> EndpointAsync()
    {
        var address = await _docker.RunAsync(
            ["inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", _name], Ct);
        return new GatewayEndpoint(new Uri($"http://{address}:{Port}"));
    }

    /// <summary>Starts it, and waits until a gateway in it is ready.</summary>
    public async Task<GatewayEndpoint> ReadyAsync(IGateway gateway)
    {
        await StartAsync();
        var endpoint = await EndpointAsync();
        await Eventually.SeeAsync(
            async () => (Probe: await gateway.ProbeAsync(endpoint, Ct), Runs: await RunsAsync()),
            seen => seen.Probe.Ready || !seen.Runs,
            TimeSpan.FromMinutes(3),
            Ct);
        Assert.True(await RunsAsync(), await LogsAsync());
        return endpoint;
    }

    /// <summary>Runs a command inside.</summary>
    public Task<ChildResult> ExecAsync(params string[] command) => _docker.TryAsync(["exec", _name, .. command], Ct);

    /// <summary>Starts a command inside that goes on by itself.</summary>
    public Task SpawnAsync(params string[] command) => _docker.RunAsync(["exec", "--detach", _name, .. command], Ct);

    /// <summary>Runs a command inside that must succeed.</summary>
    public Task<string> SeeAsync(params string[] command) => _docker.RunAsync(["exec", _name, .. command], Ct);

    /// <summary>Asks it to end, with much patience.</summary>
    public Task StopAsync() => _docker.RunAsync(["stop", "--time", "60", _name], Ct);

    /// <returns>Its exit code, once it has ended.</returns>
    public async Task<int> WaitAsync() =>
        int.Parse(await _docker.RunAsync(["wait", _name], Ct), CultureInfo.InvariantCulture);

    public Task<string> InspectAsync(string format) => _docker.RunAsync(["inspect", "--format", format, _name], Ct);

    public async Task<string> LogsAsync()
    {
        var logs = await _docker.TryAsync(["logs", _name], Ct);
        return logs.Output + logs.Error;
    }

    /// <returns>The text of a file in the volume, or null; also after the end.</returns>
    public async Task<string?> ReadAsync(string path)
    {
        var file = await _docker.TryAsync(
            [
                "run", "--rm", "--network", "none", "--volume", $"{Volume}:/data", "--entrypoint", "/bin/cat",
                await ImageAsync(), path,
            ],
            Ct);
        return file.ExitCode == 0 ? file.Output : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _docker.TryAsync(["rm", "--force", _name], CancellationToken.None);

        if (Volume == _name)
        {
            await _docker.TryAsync(["volume", "rm", Volume], CancellationToken.None);
            await _docker.TryAsync(["network", "rm", _network], CancellationToken.None);
        }
    }

    private static void Merge(JsonObject into, JsonObject more)
    {
        foreach (var (name, value) in more)
        {
            if (value is JsonObject inner && into[name] is JsonObject there)
            {
                Merge(there, inner);
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }
    }

    private static async Task<ImageContainer> CreateAsync(
        string image, string name, string volume, string network, string[] command)
    {
        await Docker.RunAsync(
            ["create", "--name", name, "--network", network, "--volume", $"{volume}:/data", .. _limits, image, .. command], Ct);
        return new ImageContainer(name, volume, network);
    }

    private Task<string> ImageAsync() => InspectAsync("{{.Config.Image}}");

    private async Task<bool> RunsAsync() => await InspectAsync("{{.State.Running}}") == "true";
}
