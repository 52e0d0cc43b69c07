using System.Text.Json.Nodes;
using NcAspire.Core.Gateways;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Gateway.Tests;

/// <summary>
/// A configuration that is put in place while the gateway does not run is the one it starts with, whatever it has kept of those before: the
/// real gateway keeps the file from before each change of its own, and goes back to it where it takes the new one for damaged.
/// </summary>
[Collection<OneLiveGateway>]
public sealed class ConfigAtStartTests(LiveGateway live) : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await ApplyAsync(Samples.NoOwner);

    [Fact]
    public async Task The_next_start_takes_what_was_put_in_place_and_has_nothing_to_change_then()
    {
        await CameFarAsync();

        await StartWithAsync(live.Config(Samples.SeparateNumber));
        Assert.Equal("allowlist", await PolicyAsync());

        var written = File.GetLastWriteTimeUtc(live.Process.ConfigFile);
        await ApplyAsync(Samples.SeparateNumber);
        Assert.Equal(written, File.GetLastWriteTimeUtc(live.Process.ConfigFile));
    }

    // Less than half of what was there, which the gateway finds strange: as after many things were switched off at once.
    [Fact]
    public async Task Also_when_it_is_much_smaller()
    {
        await CameFarAsync();

        await StartWithAsync(Only(["meta", "gateway", "channels", "plugins"], live.Config(Samples.SeparateNumber)));

        Assert.Equal("allowlist", await PolicyAsync());
    }

    private static string Only(string[] sections, string config)
    {
        var all = JsonNode.Parse(config)?.AsObject() ?? throw new ArgumentException("It is no configuration.", nameof(config));
        return new JsonObject(all.Where(member => sections.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())))
            .ToJsonString();
    }

    // What the gateway keeps of the time before is another policy, whichever of them it would go back to.
    private async Task CameFarAsync()
    {
        await ApplyAsync(Samples.NoOwner);
        await ApplyAsync(Samples.SeparateNumber with { Everybody = true });
        await ApplyAsync(Samples.NoOwner);
        Assert.Equal("disabled", await PolicyAsync());
    }

    private async Task StartWithAsync(string config)
    {
        await live.Process.StopAsync();
        Place(config);
        await live.Process.StartAsync(Ct);
        await live.ReadyAsync(Ct);
    }

    private void Place(string config)
    {
        foreach (var file in live.Gateway.PlaceConfig(config))
        {
            File.WriteAllText(Path.Combine(live.Process.StateDirectory, file.Path), file.Content);
        }
    }

    private Task ApplyAsync(GatewaySettings settings) => live.Gateway.ApplyConfigAsync(live.Endpoint, live.Config(settings), Ct);

    private async Task<string?> PolicyAsync()
    {
        await using var socket = await live.Sockets.ConnectAsync(live.Endpoint, TimeSpan.FromSeconds(10), Ct);
        var config = GatewayJson.Read<ConfigSnapshot>(await socket.CallAsync(GatewayMethod.ConfigGet, [], TimeSpan.FromSeconds(10), Ct));
        return config.Parsed?["channels"]?["whatsapp"]?["dmPolicy"]?.GetValue<string>();
    }
}
