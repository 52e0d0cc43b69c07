using NcAspire.Cli;
using NcAspire.Cli.Images;
using NcAspire.Gateway.OpenClaw;
using NcAspire.Testing;

namespace NcAspire.Image.Tests;

/// <summary>Images get their name only when a gateway of them does what it must.</summary>
public sealed class PreflightTests(DockerEngine engine) : IClassFixture<DockerEngine>, IDisposable
{
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("nct-image-");
    private readonly string _id = Guid.NewGuid().ToString("N")[..8];
    private readonly StringWriter _said = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DockerCli Docker => ImageContainer.Docker;

    private string Repository => engine.Name(_id);

    public void Dispose()
    {
        _said.Dispose();
        _scratch.Delete(recursive: true);
    }

    [Theory]
    [InlineData("echo 'export default { id: \"whatsapp\", name: \"none\", register() {} };' >/opt/openclaw/node_modules/@openclaw/whatsapp/dist/index.js", "does not offer web.login.start, web.login.wait")]
    [InlineData("rm -rf /opt/openclaw/node_modules/@openclaw/whatsapp", "its gateway ended with")]
    [InlineData("rm -rf /opt/openclaw/node_modules/@openclaw/discord", "its gateway can't start Discord")]
    [InlineData("rm -rf /opt/openclaw/node_modules/openclaw/dist", "its gateway ended with 1: ")]
    public async Task An_image_that_is_not_fit_gets_no_name(string damage, string reason)
    {
        await DescribeAsync($"USER 0:0\nRUN {damage}\nUSER 1000:1000");

        var said = await RefusedAsync("NC_GATEWAY_IMAGE");

        Assert.True(said.Contains(reason, StringComparison.Ordinal), said);
    }

    [Fact]
    public async Task An_image_of_another_version_than_it_claims_gets_no_name()
    {
        await DescribeAsync($"LABEL {ImageLabels.OpenClaw}=2026.9.5", version: "2026.9.5");

        var said = await RefusedAsync("NC_GATEWAY_IMAGE");

        Assert.Contains("its gateway calls itself 2026.9.6 and not 2026.9.5", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_else_than_a_gateway_gets_no_name()
    {
        await DescribeAsync("");

        var said = await RefusedAsync("NC_BASE_IMAGE");

        Assert.Contains($"it lacks the label {ImageLabels.WhatsAppPlugin}", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fit_image_is_named_found_again_at_once_and_tried_again_for_another_control_plane()
    {
        await DescribeAsync("");
        var made = (await EnsureAsync("NC_GATEWAY_IMAGE")).Gateway;
        Assert.Equal(GatewayContract.Id, made.Facts[ImageLabels.Preflight]);

        _said.GetStringBuilder().Clear();
        var again = (await EnsureAsync("NC_GATEWAY_IMAGE")).Gateway;
        Assert.Equal(made.Facts.Id, again.Facts.Id);
        Assert.Equal("", _said.ToString());

        // As if it had been found fit for a control plane that calls other methods.
        await engine.BuildAsync($"FROM {made.Name}\nLABEL {ImageLabels.Preflight}=another", new Dictionary<string, string>(), "other", Ct);
        await Docker.RunAsync(["tag", $"{engine.Name("other")}:test", made.Name], Ct);
        var renewed = (await EnsureAsync("NC_GATEWAY_IMAGE")).Gateway;
        Assert.Equal(GatewayContract.Id, renewed.Facts[ImageLabels.Preflight]);
        Assert.StartsWith("Trying the image out.", _said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_is_not_fit_any_more_loses_its_name()
    {
        await DescribeAsync("");
        var made = (await EnsureAsync("NC_GATEWAY_IMAGE")).Gateway;
        await engine.BuildAsync(
            $"FROM {made.Name}\nLABEL {ImageLabels.Preflight}=another {ImageLabels.OpenClaw}=2026.9.5", new Dictionary<string, string>(), "old", Ct);
        await Docker.RunAsync(["tag", $"{engine.Name("old")}:test", made.Name], Ct);

        var said = await RefusedAsync("NC_GATEWAY_IMAGE");

        Assert.Contains("says 2026.9.5 and not 2026.9.6", said, StringComparison.Ordinal);
    }

    // A checkout whose gateway image is the real one with a change.
    private async Task DescribeAsync(string change, string version = "2026.9.6")
    {
        await WriteAsync("images/gateway/Dockerfile", $"ARG BASE\nFROM ${{BASE}}\n{change}\n");
        await WriteAsync("tools/toolchain/openclaw/package.json", $$$"""{"dependencies":{"openclaw":"{{{version}}}"}}""");
    }

    private async Task WriteAsync(string path, string text)
    {
        var file = Path.Combine(_scratch.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file) ?? _scratch.FullName);
        await File.WriteAllTextAsync(file, text, Ct);
    }

    private async Task<string> RefusedAsync(string baseImage)
    {
        var fault = await Assert.ThrowsAsync<CommandException>(() => EnsureAsync(baseImage));
        Assert.Matches("^The image sha256:[0-9a-f]{64} is not fit for instances: .*[^.]\\. It got no name\\.$", fault.Message);
        Assert.Equal("", await Docker.RunAsync(["image", "ls", "--quiet", Repository], Ct));
        Assert.Equal("", await Docker.RunAsync(["image", "ls", "--quiet", $"{Repository}-candidate"], Ct));
        return fault.Message;
    }

    private async Task<ImageSet> EnsureAsync(string baseImage)
    {
        var context = new CommandContext(
            new Checkout(_scratch.FullName),
            new Folders(Path.Combine(_scratch.FullName, "cache"), Path.Combine(_scratch.FullName, "data")),
            new Screen(_said, interactive: false));
        var request = new ImageRequest(
            Repository, await engine.ImageAsync(baseImage, Ct), Authority: null, Force: false, Simulator: false);
        return await ImageSet.EnsureAsync(context, Docker, request, Ct);
    }
}
