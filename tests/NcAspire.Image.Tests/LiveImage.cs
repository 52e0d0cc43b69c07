using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Testing;

namespace NcAspire.Image.Tests;

/// <summary>One gateway of the image for several tests. It starts with the first that asks.</summary>
public sealed class LiveImage : IAsyncDisposable
{
    private readonly Lazy<Task<(ImageContainer Container, GatewayEndpoint Endpoint)>> _started;

    public LiveImage() => _started = new(StartAsync);

    public DockerEngine Engine { get; } = new();

    public Gateways Gateways { get; } = new();

    public async Task<ImageContainer> ContainerAsync() => (await _started.Value).Container;

    public async Task<GatewayEndpoint> EndpointAsync() => (await _started.Value).Endpoint;

    public async ValueTask DisposeAsync()
    {
        Gateways.Dispose();
        await Engine.DisposeAsync();
    }

    private async Task<(ImageContainer Container, GatewayEndpoint Endpoint)> StartAsync()
    {
        var image = await Engine.ImageAsync("NC_GATEWAY_IMAGE", TestContext.Current.CancellationToken);
        var container = await ImageContainer.CreateAsync(Engine, image);
        await container.ConfigureAsync(Gateways.Client, new GatewaySettings(null, default));
        return (container, await container.ReadyAsync(Gateways.Client));
    }
}
