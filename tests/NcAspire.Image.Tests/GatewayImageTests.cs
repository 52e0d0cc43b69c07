using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using NcAspire.Core.Channels;
using NcAspire.Core.Gateways;
using NcAspire.Gateway.OpenClaw;
using NcAspire.Testing;

namespace NcAspire.Image.Tests;

/// <summary>A gateway of the image, in the limits of instances.</summary>
public sealed class GatewayImageTests(LiveImage live) : IClassFixture<LiveImage>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_gets_ready_without_a_network_and_has_its_plugin_and_every_method_we_call()
    {
        var endpoint = await live.EndpointAsync();

        var report = await live.Gateways.Client.WhatsAppAsync(endpoint, Ct);
        await using var socket = await live.Gateways.Sockets.ConnectAsync(endpoint, TimeSpan.FromSeconds(20), Ct);

        Assert.False(report.Linked);
        Assert.Equal("2026.9.6", socket.Version);
        Assert.Empty(GatewayMethod.All.Select(method => method.Name).Except(socket.Methods));
    }

    [Fact]
    public async Task Every_chat_that_is_on_starts_from_what_is_in_it()
    {
        AllowList[] chats =
            [new(ChannelCatalog.Telegram, ["123456789"]), new(ChannelCatalog.Discord, ["123456789012345678"]), new(ChannelCatalog.Slack, ["U012AB3CD45"])];
        var tokens = chats.SelectMany(chat => chat.Channel.Tokens).ToDictionary(token => token.Value, _ => "none");
        var image = await live.Engine.ImageAsync("NC_GATEWAY_IMAGE", Ct);
        await using var container = await ImageContainer.CreateAsync(live.Engine, image);
        await container.ConfigureAsync(live.Gateways.Client, new GatewaySettings(null, default) { Channels = chats });
        foreach (var file in live.Gateways.Client.RenderSecrets(new GatewaySecrets(tokens)))
        {
            await container.WriteAsync($"/data/.openclaw/{file.Path}", file.Content);
        }

        var endpoint = await container.ReadyAsync(live.Gateways.Client);

        // There is no network: they go on trying.
        await Eventually.SeeAsync(
            container.LogsAsync, logs => chats.All(chat => Regex.IsMatch(logs, $@"\[{chat.Channel.Name}\].*starting provider")), TimeSpan.FromMinutes(1), Ct);
        var report = await live.Gateways.Client.WhatsAppAsync(endpoint, Ct);
        Assert.Equal(chats.Select(chat => chat.Channel.Name).Order(), report.Channels.Keys.Select(channel => channel.Name).Order());
        Assert.All(report.Channels.Values, state => Assert.Equal(ChannelState.Connecting, state));
    }

    [Fact]
    public async Task It_runs_as_an_ordinary_user_that_can_write_nothing_but_its_data()
    {
        var container = await live.ContainerAsync();

        Assert.Equal("1000:1000", await container.SeeAsync("sh", "-c", "echo $(id -u):$(id -g)"));
        Assert.Equal("1000:1000 700", await container.SeeAsync("stat", "--format", "%u:%g %a", "/data"));
        Assert.Equal("/data /data", await container.SeeAsync("sh", "-c", "echo $HOME $(pwd)"));
        var status = await container.SeeAsync("cat", "/proc/1/status");
        Assert.Matches(@"CapEff:\s+0{16}\n", status);
        Assert.Matches(@"CapBnd:\s+0{16}\n", status);
        Assert.Matches(@"NoNewPrivs:\s+1\n", status);
        Assert.Matches(@"Seccomp:\s+2\n", status);

        foreach (var folder in new[] { "/", "/opt/openclaw", "/opt/cache", "/usr/local/bin", "/home/node" })
        {
            Assert.NotEqual(0, (await container.ExecAsync("touch", $"{folder}/mark")).ExitCode);
        }

        Assert.Equal(0, (await container.ExecAsync("touch", "/data/mark", "/tmp/mark")).ExitCode);
    }

    // openclaw.mjs would start itself again for its cache, and node would compile everything again without one.
    [Fact]
    public async Task One_process_is_the_gateway_and_its_code_is_compiled_already()
    {
        var container = await live.ContainerAsync();

        var processes = await container.SeeAsync("sh", "-c", "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline; echo; done 2>/dev/null");

        Assert.Single(processes.Split('\n'), line => line.StartsWith("openclaw-gateway", StringComparison.Ordinal));
        Assert.DoesNotContain("openclaw.mjs", processes, StringComparison.Ordinal);
        var cached = await container.SeeAsync("sh", "-c", "find /opt/cache -type f | wc -l; ls /opt/cache");
        Assert.Matches(@"^[1-9]\d{2,}\nv24\.\S+-1000$", cached);
    }

    [Fact]
    public async Task OpenClaw_s_own_commands_are_there()
    {
        var container = await live.ContainerAsync();

        Assert.StartsWith("OpenClaw 2026.9.6", await container.SeeAsync("openclaw", "--version"), StringComparison.Ordinal);
        using var answer = JsonDocument.Parse(await container.SeeAsync("openclaw", "config", "validate", "--json"));
        Assert.True(answer.RootElement.GetProperty("valid").GetBoolean());
    }

    [Fact]
    public async Task What_installs_or_fetches_is_gone()
    {
        var container = await live.ContainerAsync();

        Assert.All(
            await Task.WhenAll(new[] { "npm", "npx", "corepack", "yarn", "curl", "wget", "git", "apt-get" }.Select(
                program => container.ExecAsync("sh", "-c", $"command -v {program}"))),
            found => Assert.NotEqual(0, found.ExitCode));
    }

    [Fact]
    public async Task It_ends_within_seconds_when_it_is_asked_to_and_comes_back_on_its_data()
    {
        var image = await live.Engine.ImageAsync("NC_GATEWAY_IMAGE", Ct);
        await using var container = await ImageContainer.CreateAsync(live.Engine, image);
        await container.ConfigureAsync(live.Gateways.Client, new GatewaySettings(null, default));
        await container.ReadyAsync(live.Gateways.Client);

        var asked = Stopwatch.StartNew();
        await container.StopAsync();

        Assert.InRange(asked.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Equal("0 false", await container.InspectAsync("{{.State.ExitCode}} {{.State.OOMKilled}}"));
        await container.ReadyAsync(live.Gateways.Client);
    }

    [Fact]
    public async Task A_refused_configuration_is_recorded_mended_and_forgotten()
    {
        var image = await live.Engine.ImageAsync("NC_GATEWAY_IMAGE", Ct);
        await using var container = await ImageContainer.CreateAsync(live.Engine, image);
        await container.WriteAsync("/data/.openclaw/openclaw.json", """{"gateway":{"port":18789}}""");

        await container.StartAsync();

        Assert.Equal(0, await container.WaitAsync());
        Assert.Equal("78\n", await container.ReadAsync("/data/.exit-code"));
        Assert.Contains("gateway.mode", await container.LogsAsync(), StringComparison.Ordinal);

        await container.ConfigureAsync(live.Gateways.Client, new GatewaySettings(null, default));
        await using (var doctor = await container.BesideAsync(live.Engine, image, "openclaw", "doctor", "--fix", "--non-interactive"))
        {
            await doctor.StartAsync();
            Assert.True(await doctor.WaitAsync() == 0, await doctor.LogsAsync());
        }

        await container.ReadyAsync(live.Gateways.Client);
        Assert.Null(await container.ReadAsync("/data/.exit-code"));
    }
}
