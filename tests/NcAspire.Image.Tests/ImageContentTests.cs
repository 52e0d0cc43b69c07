using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using NcAspire.Cli.Images;
using NcAspire.Gateway.OpenClaw;
using NcAspire.Testing;

namespace NcAspire.Image.Tests;

/// <summary>What is in the image, and what is not.</summary>
public sealed partial class ImageContentTests(DockerEngine engine) : IClassFixture<DockerEngine>
{
    private const long LargestImage = 800_000_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DockerCli Docker => ImageContainer.Docker;

    [Fact]
    public async Task Its_labels_say_what_it_is()
    {
        var image = await FactsAsync("NC_GATEWAY_IMAGE");
        var version = PinnedVersion();

        Assert.Equal(version, image["org.opencontainers.image.version"]);
        Assert.Equal(version, image[ImageLabels.OpenClaw]);
        Assert.Equal(GatewayContract.Id, image[ImageLabels.Preflight]);
        Assert.Equal("/opt/openclaw/node_modules/@openclaw/whatsapp", image[ImageLabels.WhatsAppPlugin]);
        Assert.NotNull(image["org.opencontainers.image.title"]);
        Assert.EndsWith($":{version}", await engine.ImageAsync("NC_GATEWAY_IMAGE", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_pruned() => Assert.InRange((await FactsAsync("NC_GATEWAY_IMAGE")).Bytes, 1, LargestImage);

    [Fact]
    public async Task It_runs_as_the_user_of_the_data_and_starts_the_gateway()
    {
        var image = await engine.ImageAsync("NC_GATEWAY_IMAGE", Ct);

        var config = await Docker.RunAsync(
            ["image", "inspect", "--format", "{{.Config.User}} {{.Config.WorkingDir}} {{json .Config.ExposedPorts}} {{json .Config.Volumes}}", image], Ct);

        Assert.Equal("""1000:1000 /data {"18789/tcp":{}} null""", config);
    }

    [Fact]
    public async Task Its_history_and_its_environment_hold_no_secret_and_no_address()
    {
        var image = await engine.ImageAsync("NC_GATEWAY_IMAGE", Ct);

        var history = await Docker.RunAsync(["history", "--no-trunc", "--format", "{{.CreatedBy}}", image], Ct);
        var environment = await Docker.RunAsync(["image", "inspect", "--format", "{{range .Config.Env}}{{println .}}{{end}}", image], Ct);

        Assert.DoesNotMatch(Secret(), history + environment);
        Assert.DoesNotContain("://", history + environment, StringComparison.Ordinal);
        Assert.DoesNotContain("extra.crt", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_file_tells_where_packages_came_from()
    {
        var hosts = string.Join('|', (await HostsAsync()).Select(Regex.Escape));
        Assert.NotEmpty(hosts);

        // What npm writes into a package or beside it, and anything outside packages that names a host.
        var found = await LookAsync($"""
            find / -xdev \( -name .package-lock.json -o -name package-lock.json -o -name .npmrc -o -name npmrc -o -name .npm \) -print
            find / -xdev -name extra.crt -print
            grep -rlE '"_?resolved": ?"(https?|git)' /opt --include='*.json'
            grep -rlIE '{hosts}' /etc /home /opt/cache /root /usr /var --exclude=node
            find /opt/openclaw -maxdepth 1 -type f -exec grep -lE '{hosts}' {'{'}{'}'} +
            find / -xdev -path /proc -prune -o -path '/etc/apt/sources*' -type f -print
            """);

        Assert.Equal("", found);
    }

    [Fact]
    public async Task Nothing_in_it_raises_anybody_s_rights() =>
        Assert.Equal("", await LookAsync("find / -xdev -path /proc -prune -o -type f \\( -perm -4000 -o -perm -2000 \\) -print"));

    [Fact]
    public async Task Development_files_are_gone_and_licences_are_not()
    {
        var left = await LookAsync("""
            cd /opt/openclaw/node_modules
            find . -path ./typescript -prune -o -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' \) -print
            ls -d @trycua openclaw/node_modules/chrome-devtools-mcp @koromix/*/musl_x64
            """);

        Assert.Equal("", left);
        Assert.NotEqual("", await LookAsync("find /opt/openclaw/node_modules -iname 'license*' | head -n 1"));
    }

    private static string PinnedVersion()
    {
        var file = Path.Combine(Toolchain.RepositoryRoot, "tools", "toolchain", "openclaw", "package.json");
        using var package = JsonDocument.Parse(File.ReadAllText(file));
        return package.RootElement.GetProperty("dependencies").GetProperty("openclaw").GetString() ?? "";
    }

    // The registry that this machine's npm uses and the mirrors that its apt uses are what the build used.
    private static async Task<IEnumerable<string>> HostsAsync()
    {
        using var npm = Process.Start(new ProcessStartInfo("npm", ["config", "get", "registry"]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("npm did not start.");
        var registry = new Uri((await npm.StandardOutput.ReadToEndAsync(Ct)).Trim()).Host;
        await npm.WaitForExitAsync(Ct);
        var sources = Directory.Exists("/etc/apt")
            ? Directory.EnumerateFiles("/etc/apt", "*.sources", SearchOption.AllDirectories)
                .Concat(Directory.EnumerateFiles("/etc/apt", "*.list", SearchOption.AllDirectories))
                .SelectMany(File.ReadLines)
            : [];
        return sources.Select(line => Host().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)
            .Append(registry)
            .Distinct();
    }

    private async Task<ImageFacts> FactsAsync(string variable) =>
        await Docker.ImageAsync(await engine.ImageAsync(variable, Ct), Ct) ?? throw new InvalidOperationException("It is gone.");

    // As root, so that nothing is hidden; what a command can't find is no news.
    private async Task<string> LookAsync(string script)
    {
        var image = await engine.ImageAsync("NC_GATEWAY_IMAGE", Ct);
        return await Docker.RunAsync(
            [
                "run", "--rm", "--name", engine.Name(Guid.NewGuid().ToString("N")[..8]), "--network", "none", "--user", "0:0",
                "--entrypoint", "/bin/sh", image, "-c", $"exec 2>/dev/null\n{script}\ntrue",
            ],
            Ct);
    }

    [GeneratedRegex("(?i)(key|token|secret|password|credential)[^ ]*=|BEGIN [A-Z ]*(CERTIFICATE|PRIVATE)")]
    private static partial Regex Secret();

    [GeneratedRegex("https?://([^/\\s]+)")]
    private static partial Regex Host();
}
