using NcAspire.Cli.Images;
using NcAspire.Core.Gateways;
using NcAspire.Gateway.OpenClaw;
using NcAspire.Testing;

namespace NcAspire.Image.Tests;

/// <summary>The image that plays WhatsApp.</summary>
public sealed class SimulatorImageTests(DockerEngine engine) : IClassFixture<DockerEngine>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_shows_a_code_and_is_linked_once_that_is_scanned()
    {
        using var gateways = new Gateways();
        await using var container = await ImageContainer.CreateAsync(engine, await engine.ImageAsync("NC_SIMULATOR_IMAGE", Ct));
        await container.ConfigureAsync(gateways.Client, new GatewaySettings(null, default));
        var endpoint = await container.ReadyAsync(gateways.Client);

        var shown = Assert.IsType<QrStart.Shown>(
            await gateways.Client.StartLoginAsync(endpoint, TimeSpan.FromSeconds(20), Ct));
        Assert.NotEmpty(await QrDecoder.ReadAsync(shown.QrDataUrl, Ct));
        using var phone = new SimulatedPhone(endpoint.BaseAddress, ServiceIdentity.Headers);
        await phone.ScanAsync(Ct);

        Assert.IsType<QrWait.Linked>(await gateways.Client.WaitLoginAsync(endpoint, null, TimeSpan.FromSeconds(20), Ct));
    }

    [Fact]
    public async Task It_is_the_gateway_image_and_a_plugin()
    {
        var docker = ImageContainer.Docker;
        var gateway = await docker.ImageAsync(await engine.ImageAsync("NC_GATEWAY_IMAGE", Ct), Ct);
        var simulator = await docker.ImageAsync(await engine.ImageAsync("NC_SIMULATOR_IMAGE", Ct), Ct);

        Assert.NotNull(gateway);
        Assert.NotNull(simulator);
        Assert.Equal(gateway[ImageLabels.Preflight], simulator[ImageLabels.Preflight]);
        Assert.Equal("/opt/whatsapp-simulator", simulator[ImageLabels.WhatsAppPlugin]);
        Assert.InRange(simulator.Bytes - gateway.Bytes, 1, 1_000_000);
    }
}
