using System.Diagnostics;
using System.Text.Json.Nodes;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Models;
using NcAspire.Gateway.OpenClaw;
using NcAspire.Testing;

namespace NcAspire.Gateway.Tests;

/// <summary>Asks OpenClaw itself about every shape of the configuration, with the real WhatsApp plugin.</summary>
public sealed class ConfigValidationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Variants =>
    [
        "no owner", "separate number", "own number", "everybody", "local", "telegram", "discord", "slack", "every chat", "voice notes",
        .. ModelVendors.All.Select(vendor => $"{vendor.Id}/{vendor.DefaultModel}"), "openrouter/openai/gpt-5", "zai/glm-5.3-air",
    ];

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task OpenClaw_accepts_every_variant(string variant)
    {
        var (placement, settings) = Variant(variant);
        var verdict = await ValidateAsync(GatewayConfig.Render(placement, settings));

        Assert.True(verdict["valid"]?.GetValue<bool>(), verdict.ToJsonString());

        // It warns of plugins that are denied and not there, which is as wanted, and must warn of nothing else.
        Assert.All(
            verdict["warnings"]?.AsArray() ?? [], warning => Assert.Equal("plugins.deny", warning?["path"]?.GetValue<string>()));
    }

    [Fact]
    public async Task OpenClaw_refuses_a_key_it_does_not_know()
    {
        var (placement, settings) = Variant("no owner");
        var config = JsonNode.Parse(GatewayConfig.Render(placement, settings))!.AsObject();
        config["gateway"]!["nonsense"] = true;

        var verdict = await ValidateAsync(config.ToJsonString());

        Assert.False(verdict["valid"]?.GetValue<bool>(), verdict.ToJsonString());
    }

    private static (MachinePlacement Placement, GatewaySettings Settings) Variant(string name)
    {
        var container = Samples.Container with { WhatsAppPlugin = Toolchain.WhatsAppPlugin };
        return name switch
        {
            "no owner" => (container, Samples.NoOwner),
            "separate number" => (container, Samples.SeparateNumber),
            "own number" => (container, Samples.OwnNumber),
            "everybody" => (container, Samples.SeparateNumber with { Everybody = true }),
            "telegram" => (container, Samples.NoOwner with { Channels = [Samples.Telegram] }),
            "discord" => (container, Samples.NoOwner with { Channels = [Samples.Discord] }),
            "slack" => (container, Samples.NoOwner with { Channels = [Samples.Slack] }),
            "every chat" => (container, Samples.SeparateNumber with { Channels = [Samples.Telegram, Samples.Discord, Samples.Slack] }),
            "voice notes" => (container, Samples.SeparateNumber with { Model = Samples.Direct("openai/gpt-5"), Speech = SpeechRoute.Deepgram }),
            _ when name.Contains('/', StringComparison.Ordinal) =>
                (container, Samples.SeparateNumber with { Model = Samples.RouteTo(name) }),
            _ => (Samples.Local with { WhatsAppPlugin = Toolchain.WhatsAppPlugin }, Samples.SeparateNumber),
        };
    }

    private static async Task<JsonObject> ValidateAsync(string config)
    {
        var state = Directory.CreateTempSubdirectory("ncaspire-config-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(state.FullName, "openclaw.json"), config, Ct);
            string[] arguments = [Path.Combine(Toolchain.OpenClaw, "openclaw.mjs"), "config", "validate", "--json"];
            using var openClaw = new Process
            {
                StartInfo = new ProcessStartInfo(Toolchain.Node, arguments)
                {
                    RedirectStandardOutput = true,
                    Environment = { ["HOME"] = state.FullName, ["OPENCLAW_STATE_DIR"] = state.FullName },
                },
            };
            openClaw.Start();
            var verdict = await openClaw.StandardOutput.ReadToEndAsync(Ct);
            await openClaw.WaitForExitAsync(Ct);
            return JsonNode.Parse(verdict)!.AsObject();
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }
}
