using System.Text.Json.Nodes;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Models;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Gateway.Tests;

public sealed class GatewayConfigTests
{
    [Fact]
    public void The_whole_configuration_is_the_reviewed_one() =>
        Assert.Equal(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "openclaw.json")),
            GatewayConfig.Render(Samples.Container, Samples.SeparateNumber with { Model = Samples.RouteTo("openai/gpt-5.6-luna") }));

    [Fact]
    public void The_same_input_gives_the_same_text() =>
        Assert.Equal(
            GatewayConfig.Render(Samples.Container, Samples.OwnNumber), GatewayConfig.Render(Samples.Container, Samples.OwnNumber));

    [Theory]
    [InlineData("gateway.mode", "\"local\"")]
    [InlineData("gateway.auth.mode", "\"trusted-proxy\"")]
    [InlineData("gateway.auth.identityScopes", "{\"svc-control-plane\":[\"operator.admin\"]}")]
    [InlineData("gateway.auth.trustedProxy.userHeader", "\"x-openclaw-user\"")]
    [InlineData("gateway.auth.trustedProxy.requiredHeaders", "[\"x-forwarded-proto\"]")]
    [InlineData("gateway.auth.trustedProxy.allowUsers", "[\"svc-control-plane\"]")]
    [InlineData("gateway.auth.rateLimit.maxAttempts", "10")]
    [InlineData("gateway.controlUi.enabled", "false")]
    [InlineData("gateway.terminal.enabled", "false")]
    [InlineData("gateway.nodes.pairing.sshVerify", "false")]
    [InlineData("session.dmScope", "\"per-channel-peer\"")]
    [InlineData("agents.defaults.heartbeat.every", "\"0m\"")]
    [InlineData("agents.defaults.utilityModel", "\"\"")]
    [InlineData("tools.profile", "\"minimal\"")]
    [InlineData("tools.deny", "[\"*\"]")]
    [InlineData("tools.exec", "{\"security\":\"deny\",\"ask\":\"always\"}")]
    [InlineData("tools.elevated.enabled", "false")]
    [InlineData("tools.fs.workspaceOnly", "true")]
    [InlineData("tools.sessions.visibility", "\"self\"")]
    [InlineData("tools.agentToAgent.enabled", "false")]
    [InlineData("tools.web.search.enabled", "false")]
    [InlineData("tools.web.fetch.enabled", "false")]
    [InlineData("approvals.exec.enabled", "false")]
    [InlineData("commands.native", "false")]
    [InlineData("commands.nativeSkills", "false")]
    [InlineData("commands.bash", "false")]
    [InlineData("commands.config", "false")]
    [InlineData("commands.restart", "false")]
    [InlineData("skills.workshop.autonomous.mode", "\"off\"")]
    [InlineData("channels.whatsapp.groupPolicy", "\"disabled\"")]
    [InlineData("channels.whatsapp.configWrites", "false")]
    [InlineData("models.catalogRefresh.enabled", "false")]
    [InlineData("browser.enabled", "false")]
    [InlineData("update.checkOnStart", "false")]
    [InlineData("telemetry.enabled", "false")]
    [InlineData("discovery.mdns.mode", "\"off\"")]
    [InlineData("plugins.allow", "[\"whatsapp\",\"admin-http-rpc\"]")]
    [InlineData("plugins.slots.memory", "\"none\"")]
    [InlineData("logging.level", "\"info\"")]
    [InlineData("logging.file", "\"/data/logs/gateway.log\"")]
    public void The_baseline_is_closed(string key, string value)
    {
        foreach (var settings in new[] { Samples.NoOwner, Samples.SeparateNumber, Samples.OwnNumber })
        {
            Assert.Equal(value, At(Samples.Container, settings, key));
        }
    }

    [Fact]
    public void Without_an_owner_nobody_is_answered()
    {
        Assert.Equal("\"disabled\"", At(Samples.Container, Samples.NoOwner, "channels.whatsapp.dmPolicy"));
        Assert.Equal("[]", At(Samples.Container, Samples.NoOwner, "channels.whatsapp.allowFrom"));
    }

    [Fact]
    public void With_an_owner_only_the_owner_is_answered()
    {
        Assert.Equal("\"allowlist\"", At(Samples.Container, Samples.SeparateNumber, "channels.whatsapp.dmPolicy"));
        Assert.Equal("[\"\\u002B15551234567\"]", At(Samples.Container, Samples.SeparateNumber, "channels.whatsapp.allowFrom"));
    }

    [Fact]
    public void With_open_access_everybody_is_answered_and_without_an_owner_nobody_all_the_same()
    {
        var open = Samples.SeparateNumber with { Everybody = true };
        Assert.Equal("\"open\"", At(Samples.Container, open, "channels.whatsapp.dmPolicy"));
        Assert.Equal("[\"*\"]", At(Samples.Container, open, "channels.whatsapp.allowFrom"));
        Assert.Equal("\"disabled\"", At(Samples.Container, open, "channels.whatsapp.groupPolicy"));
        Assert.Equal("\"disabled\"", At(Samples.Container, Samples.NoOwner with { Everybody = true }, "channels.whatsapp.dmPolicy"));
        Assert.Equal("[]", At(Samples.Container, Samples.NoOwner with { Everybody = true }, "channels.whatsapp.allowFrom"));
    }

    [Fact]
    public void Commands_are_taken_from_the_owner_alone_whoever_may_write()
    {
        const string OwnerOnly = """{"*":[],"whatsapp":["\u002B15551234567"]}""";
        Assert.Equal(OwnerOnly, At(Samples.Container, Samples.SeparateNumber, "commands.allowFrom"));
        Assert.Equal(OwnerOnly, At(Samples.Container, Samples.OwnNumber, "commands.allowFrom"));
        Assert.Equal(
            OwnerOnly, At(Samples.Container, Samples.SeparateNumber with { Everybody = true, Channels = [Samples.Telegram] }, "commands.allowFrom"));
        Assert.Equal("""{"*":[],"whatsapp":[]}""", At(Samples.Container, Samples.NoOwner, "commands.allowFrom"));
    }

    [Fact]
    public void Only_an_own_number_may_write_to_itself()
    {
        Assert.Equal("true", At(Samples.Container, Samples.OwnNumber, "channels.whatsapp.selfChatMode"));
        Assert.Equal("false", At(Samples.Container, Samples.SeparateNumber, "channels.whatsapp.selfChatMode"));
    }

    [Fact]
    public void The_model_is_asked_by_the_given_way_with_a_reference_to_the_key()
    {
        foreach (var vendor in ModelVendors.All)
        {
            var settings = Samples.NoOwner with { Model = Samples.RouteTo($"{vendor.Id}/{vendor.DefaultModel}") };
            var provider = JsonNode.Parse(At(Samples.Container, settings, $"models.providers.{vendor.Id}"))!;

            Assert.Equal($"{vendor.Id}/{vendor.DefaultModel}", JsonNode.Parse(At(Samples.Container, settings, "agents.defaults.model.primary"))?.GetValue<string>());
            Assert.Equal($"http://172.30.0.3:7080/{vendor.Id}", provider["baseUrl"]?.GetValue<string>());
            Assert.NotNull(provider["api"]);
            Assert.Equal("{\"source\":\"file\",\"provider\":\"ncaspire\",\"id\":\"/relay\"}", provider["apiKey"]?.ToJsonString());
            Assert.Equal(vendor.IsBuiltIn, provider["models"] is null);
        }
    }

    [Fact]
    public void A_gateway_that_has_the_key_itself_asks_the_vendor_with_a_reference_to_it()
    {
        foreach (var vendor in ModelVendors.All)
        {
            var settings = Samples.NoOwner with { Model = Samples.Direct($"{vendor.Id}/{vendor.DefaultModel}") };
            var provider = JsonNode.Parse(At(Samples.Container, settings, $"models.providers.{vendor.Id}"))!;

            Assert.Equal(vendor.Upstream.AbsoluteUri, provider["baseUrl"]?.GetValue<string>());
            Assert.NotNull(provider["api"]);
            Assert.Equal($$"""{"source":"file","provider":"owner","id":"/{{vendor.Keys[^1]}}"}""", provider["apiKey"]?.ToJsonString());
        }
    }

    [Fact]
    public void Voice_notes_are_written_down_only_by_the_vendor_that_there_is_a_key_for()
    {
        Assert.Equal("""{"audio":{"enabled":false}}""", At(Samples.Container, Samples.NoOwner, "tools.media"));

        var settings = Samples.NoOwner with { Speech = SpeechRoute.Deepgram };
        Assert.Equal(
            """{"models":[{"provider":"deepgram","model":"nova-3","capabilities":["audio"]}],"audio":{"enabled":true}}""",
            At(Samples.Container, settings, "tools.media"));
        Assert.Equal(
            """{"deepgram":{"baseUrl":"https://api.deepgram.com/v1","apiKey":{"source":"file","provider":"owner","id":"/DEEPGRAM_API_KEY"},"models":[]}}""",
            At(Samples.Container, settings, "models.providers"));
    }

    [Fact]
    public void Without_a_way_to_a_model_none_is_named()
    {
        Assert.Equal("null", At(Samples.Container, Samples.NoOwner, "agents.defaults.model"));
        Assert.Equal("null", At(Samples.Container, Samples.NoOwner, "models.providers"));
    }

    [Fact]
    public void A_chat_that_is_on_answers_its_list_and_its_plugin_is_no_longer_denied()
    {
        var settings = Samples.NoOwner with { Channels = [Samples.Telegram] };
        var channel = JsonNode.Parse(At(Samples.Container, settings, "channels.telegram"))!.AsObject();

        Assert.True(channel.Remove("botToken", out var token));
        Assert.Equal("/TELEGRAM_BOT_TOKEN", token?["id"]?.GetValue<string>());
        Assert.Equal("file", token?["source"]?.GetValue<string>());
        Assert.Equal(
            """{"enabled":true,"configWrites":false,"dmPolicy":"allowlist","allowFrom":["4242","77777"],"groupPolicy":"disabled"}""",
            channel.ToJsonString());
        Assert.Equal("[\"whatsapp\",\"admin-http-rpc\",\"telegram\"]", At(Samples.Container, settings, "plugins.allow"));
        Assert.Equal("{\"enabled\":true}", At(Samples.Container, settings, "plugins.entries.telegram"));
        Assert.Equal(
            "[\"codex\",\"discord\",\"perplexity\",\"qwen\",\"slack\",\"synthetic\",\"vercel-ai-gateway\",\"zai\"]",
            At(Samples.Container, settings, "plugins.deny"));
        Assert.Equal("\"disabled\"", At(Samples.Container, settings, "channels.whatsapp.dmPolicy"));
    }

    [Fact]
    public void Discord_and_Slack_need_a_word_more()
    {
        var settings = Samples.NoOwner with { Channels = [Samples.Discord, Samples.Slack] };
        var discord = JsonNode.Parse(At(Samples.Container, settings, "channels.discord"))!.AsObject();
        var slack = JsonNode.Parse(At(Samples.Container, settings, "channels.slack"))!.AsObject();

        Assert.True(discord.Remove("token", out var token));
        Assert.Equal("/DISCORD_BOT_TOKEN", token?["id"]?.GetValue<string>());
        Assert.True(slack.Remove("botToken", out var bot));
        Assert.Equal("/SLACK_BOT_TOKEN", bot?["id"]?.GetValue<string>());
        Assert.True(slack.Remove("appToken", out var app));
        Assert.Equal("/SLACK_APP_TOKEN", app?["id"]?.GetValue<string>());
        Assert.Equal(
            """
            {"enabled":true,"configWrites":false,"dmPolicy":"allowlist","allowFrom":["123456789012345678"],"groupPolicy":"disabled",
            "intents":{"messageContent":false},"commands":{"native":false},"voice":{"enabled":false}}
            """.ReplaceLineEndings(""),
            discord.ToJsonString());
        Assert.Equal(
            """{"enabled":true,"configWrites":false,"dmPolicy":"allowlist","allowFrom":["U012AB3CD45"],"groupPolicy":"disabled","mode":"socket"}""",
            slack.ToJsonString());
    }

    [Theory]
    [InlineData("telegram")]
    [InlineData("discord")]
    [InlineData("slack")]
    public void A_chat_that_is_off_is_not_there_and_its_plugin_denied(string chat)
    {
        Assert.Equal("null", At(Samples.Container, Samples.OwnNumber, $"channels.{chat}"));
        Assert.Contains($"\"{chat}\"", At(Samples.Container, Samples.OwnNumber, "plugins.deny"), StringComparison.Ordinal);
        Assert.DoesNotContain(chat, At(Samples.Container, Samples.OwnNumber, "plugins.entries"), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_stand_in_files_of_their_own_in_one_order()
    {
        var secrets = new Dictionary<string, string> { ["relay"] = "b\"", ["SLACK_BOT_TOKEN"] = "2", ["DISCORD_BOT_TOKEN"] = "1" };
        SeedFile relay = new("secrets/ncaspire.json", """{"relay":"b\u0022"}""");
        SeedFile owner = new("secrets/owner.json", """{"DISCORD_BOT_TOKEN":"1","SLACK_BOT_TOKEN":"2"}""");

        Assert.Equal([relay, owner], GatewaySecretFile.Render(new GatewaySecrets(secrets)));
        Assert.Equal("\"/data/secrets/ncaspire.json\"", At(Samples.Container, Samples.NoOwner, "secrets.providers.ncaspire.path"));
        Assert.Equal("\"/data/secrets/owner.json\"", At(Samples.Container, Samples.NoOwner, "secrets.providers.owner.path"));
        Assert.Equal("""{"source":"file","provider":"owner","id":"/SLACK_BOT_TOKEN"}""", GatewaySecretFile.Reference("SLACK_BOT_TOKEN").ToJsonString());

        secrets.Remove("relay");
        Assert.Equal([owner], GatewaySecretFile.Render(new GatewaySecrets(secrets)));
        Assert.Equal([owner with { Content = "{}" }], GatewaySecretFile.Render(new GatewaySecrets(new Dictionary<string, string>())));
        Assert.DoesNotContain("b", new GatewaySecrets(new Dictionary<string, string> { ["A"] = "b" }).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_placement_says_where_the_gateway_listens_and_whom_it_trusts()
    {
        Assert.Equal("\"lan\"", At(Samples.Container, Samples.NoOwner, "gateway.bind"));
        Assert.Equal("18789", At(Samples.Container, Samples.NoOwner, "gateway.port"));
        Assert.Equal("[\"172.30.0.2\"]", At(Samples.Container, Samples.NoOwner, "gateway.trustedProxies"));
        Assert.Equal("null", At(Samples.Container, Samples.NoOwner, "gateway.auth.trustedProxy.allowLoopback"));
        Assert.Equal("\"loopback\"", At(Samples.Local, Samples.NoOwner, "gateway.bind"));
        Assert.Equal("true", At(Samples.Local, Samples.NoOwner, "gateway.auth.trustedProxy.allowLoopback"));
    }

    [Fact]
    public void The_environment_names_no_vendor_and_holds_no_secret()
    {
        var environment = Samples.Gateway(new Testing.StubHttp()).Environment;

        Assert.All(environment.Keys, name => Assert.StartsWith("OPENCLAW_", name, StringComparison.Ordinal));
        Assert.All(environment.Values, value => Assert.Contains(value, new[] { "1", "external" }));
    }

    private static string At(MachinePlacement placement, GatewaySettings settings, string key)
    {
        var node = JsonNode.Parse(GatewayConfig.Render(placement, settings));
        foreach (var name in key.Split('.'))
        {
            node = node?.AsObject()[name];
        }

        return node?.ToJsonString() ?? "null";
    }
}
