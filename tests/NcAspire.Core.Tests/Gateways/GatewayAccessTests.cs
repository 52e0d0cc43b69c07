using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Accounts;
using NcAspire.Core.Channels;
using NcAspire.Core.Gateways;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Gateways;

public sealed class GatewayAccessTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    private const string Telegram = "TELEGRAM_BOT_TOKEN";

    private static readonly Dictionary<string, string> _values = new()
    {
        ["ANTHROPIC_API_KEY"] = "sk-ant-0123456789abcdef",
        ["ANTHROPIC_OAUTH_TOKEN"] = "sk-ant-oat0123456789abcdef",
        ["GEMINI_API_KEY"] = "AIza0123456789abcdef0123",
        ["DEEPGRAM_API_KEY"] = "0123456789abcdef0123456789",
        [Telegram] = "123456789:0123456789abcdef0123456789abcdef012",
    };

    [Theory]
    [InlineData(null, new string[0], "openai/gpt-5.6-luna")]
    [InlineData(null, new[] { "GEMINI_API_KEY" }, "google/gemini-3.1-pro-preview")]
    [InlineData(null, new[] { "GEMINI_API_KEY", "ANTHROPIC_API_KEY", "TELEGRAM_BOT_TOKEN" }, "anthropic/claude-opus-5")]
    [InlineData(null, new[] { "TELEGRAM_BOT_TOKEN" }, "openai/gpt-5.6-luna")]
    [InlineData("openrouter/openai/gpt-5", new[] { "GEMINI_API_KEY" }, "openrouter/openai/gpt-5")]
    public async Task The_choice_goes_first_and_then_what_there_is_a_key_for(string? chosen, string[] keys, string model)
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        if (chosen is not null || keys.Length > 0)
        {
            await ChangeAsync(world, keys.ToDictionary(key => key, string? (key) => _values[key]), chosen);
        }

        var route = await world.Get<GatewayAccess>().RouteAsync((await world.FindAsync()).Instance, Ct);

        Assert.NotNull(route);
        Assert.Equal(model, route.Choice.ToString());
        Assert.Equal(new Uri($"http://relay.example:7080/{route.Choice.Vendor.Id}"), route.Address);
        Assert.Equal("relay", route.Key);
    }

    [Fact]
    public async Task Each_start_gives_the_gateway_a_new_token_and_ends_the_one_before()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        var first = TokenOf(world);

        await world.RequestAsync(OperationKind.Restart);
        await world.RunAsync();
        var second = TokenOf(world);

        Assert.NotEqual(first, second);
        Assert.Null(await world.Get<IRelayStore>().FindGrantAsync(Token.Hash(first), Ct));
        Assert.Equal(world.Id, (await world.Get<IRelayStore>().FindGrantAsync(Token.Hash(second), Ct))?.Instance);
    }

    [Fact]
    public async Task A_running_gateway_has_the_tokens_of_chats_as_they_were_saved_last_and_no_key_of_a_vendor()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        var token = TokenOf(world);

        await ChangeAsync(world, new() { [Telegram] = _values[Telegram], ["GEMINI_API_KEY"] = _values["GEMINI_API_KEY"] });
        await world.RunAsync();
        Assert.Equal(_values[Telegram], Assert.Single(InUse(world)).Value);

        var next = $"987654321:{new string('x', 35)}";
        await ChangeAsync(world, new() { [Telegram] = $"111111111:{new string('y', 35)}" });
        await ChangeAsync(world, new() { [Telegram] = next });
        await world.RunAsync();
        Assert.Equal(next, Assert.Single(InUse(world)).Value);

        await ChangeAsync(world, new() { [Telegram] = null });
        await world.RunAsync();
        Assert.Empty(InUse(world));
        Assert.Equal(token, TokenOf(world));
    }

    [Fact]
    public async Task A_change_while_the_one_before_is_on_its_way_is_the_one_that_stays()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        await ChangeAsync(world, new() { [Telegram] = _values[Telegram] });
        var held = world.Compute.Faults.Hold(nameof(FakeGateway.ApplyConfigAsync));
        var running = world.RunAsync();
        await held.Reached;

        var next = $"987654321:{new string('x', 35)}";
        await ChangeAsync(world, new() { [Telegram] = next });
        held.Release();
        await running;
        await world.RunAsync();

        Assert.Equal(next, Assert.Single(InUse(world)).Value);
    }

    [Theory]
    [InlineData("ANTHROPIC_API_KEY GEMINI_API_KEY", null, "anthropic", "ANTHROPIC_API_KEY")]
    [InlineData("ANTHROPIC_API_KEY GEMINI_API_KEY", "google/gemini-3.1-pro-preview", "google", "GEMINI_API_KEY")]
    [InlineData("ANTHROPIC_API_KEY ANTHROPIC_OAUTH_TOKEN", null, "anthropic", "ANTHROPIC_API_KEY")]
    [InlineData("ANTHROPIC_OAUTH_TOKEN", null, null, "")]
    [InlineData("GEMINI_API_KEY", "openai/gpt-5", null, "")]
    [InlineData("GEMINI_API_KEY DEEPGRAM_API_KEY TELEGRAM_BOT_TOKEN", null, "google", "DEEPGRAM_API_KEY GEMINI_API_KEY TELEGRAM_BOT_TOKEN")]
    public async Task With_direct_keys_the_gateway_has_the_one_that_it_uses_and_asks_the_vendor_itself(
        string keys, string? model, string? straightTo, string given)
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        await ChangeAsync(world, keys.Split(' ').ToDictionary(key => key, string? (key) => _values[key]), model, direct: true);
        await world.RunAsync();

        var instance = (await world.FindAsync()).Instance;
        var route = await world.Get<GatewayAccess>().RouteAsync(instance, Ct);

        var vendor = straightTo is null ? null : ModelVendors.Find(straightTo);
        Assert.NotNull(route);
        Assert.Equal(vendor?.Upstream ?? new Uri($"http://relay.example:7080/{route.Choice.Vendor.Id}"), route.Address);
        Assert.Equal(vendor is null ? "relay" : SecretCatalog.Of(vendor.Keys[^1]).Name.Value, route.Key);
        Assert.Equal(given, string.Join(' ', InUse(world).Keys.Order(StringComparer.Ordinal)));
        Assert.Equal(given.Contains("DEEPGRAM", StringComparison.Ordinal), await world.Get<GatewayAccess>().SpeechAsync(instance, Ct) is not null);

        await ChangeAsync(world, [], direct: false);
        await world.RunAsync();

        instance = (await world.FindAsync()).Instance;
        Assert.Equal("relay", (await world.Get<GatewayAccess>().RouteAsync(instance, Ct))?.Key);
        Assert.DoesNotContain(InUse(world).Keys, key => key != Telegram);
        Assert.Null(await world.Get<GatewayAccess>().SpeechAsync(instance, Ct));
        Assert.Equal(
            "key by the relay; key in the gateway",
            await world.ScalarAsync<string>(
                """
                select string_agg(substring(detail from 'key .*$'), '; ' order by at desc) from audit_log
                where action = 'instance.configure' and detail like '%key %'
                """));
    }

    [Theory]
    [InlineData("telegram", "TELEGRAM_BOT_TOKEN=123456789:0123456789abcdef0123456789abcdef012", "4242")]
    [InlineData("discord", "DISCORD_BOT_TOKEN=MTAwMDAwMDAwMDAwMDAwMDAx.GabcdE.0123456789abcdef0123456789abcdef", "123456789012345678")]
    [InlineData("slack", "SLACK_BOT_TOKEN=xoxb-0123456789abcdef;SLACK_APP_TOKEN=xapp-0123456789abcdef", "U012AB3CD45")]
    public async Task The_tokens_of_a_chat_are_in_the_gateway_only_while_it_is_on(string chat, string given, string user)
    {
        var tokens = given.Split(';').Select(token => token.Split('=')).ToDictionary(token => token[0], string? (token) => token[1]);
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();

        await ChangeChatAsync(world, chat, tokens, allowFrom: null);
        await world.RunAsync();
        Assert.Empty(InUse(world));
        await world.RequestAsync(OperationKind.Restart);
        await world.RunAsync();
        Assert.Empty(InUse(world));

        await ChangeChatAsync(world, chat, [], [user]);
        await world.RunAsync();
        Assert.Equal(tokens.Keys.Order(StringComparer.Ordinal), InUse(world).Keys.Order(StringComparer.Ordinal));

        await ChangeChatAsync(world, chat, [], []);
        await world.RunAsync();
        Assert.Empty(InUse(world));

        await ChangeChatAsync(world, chat, new() { [tokens.Keys.First()] = null }, [user]);
        await world.RunAsync();
        Assert.Empty(InUse(world));
    }

    [Fact]
    public async Task A_start_brings_the_tokens_of_chats_too()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await ChangeAsync(world, new() { [Telegram] = _values[Telegram] });
        await world.RunAsync();
        Assert.Single(world.Compute.Volumes).Value.Files["owner.json"] = "{}";

        await world.RequestAsync(OperationKind.Restart);
        await world.RunAsync();

        Assert.Contains(_values[Telegram], Assert.Single(world.Compute.Volumes).Value.Files["owner.json"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_leaves_none_of_the_owners_secrets_behind_and_a_change_meanwhile_brings_none()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        await ChangeAsync(world, new() { [Telegram] = _values[Telegram] });
        await world.RunAsync();
        var files = Assert.Single(world.Compute.Volumes).Value.Files;
        Assert.Contains(_values[Telegram], files["owner.json"], StringComparison.Ordinal);

        await world.RequestAsync(OperationKind.Stop);
        await world.RunAsync();
        Assert.Equal("{}", files["owner.json"]);

        await ChangeAsync(world, new() { [Telegram] = $"111111111:{new string('y', 35)}" });
        await world.RunAsync();
        Assert.Equal("{}", files["owner.json"]);

        await world.RequestAsync(OperationKind.Start);
        await world.RunAsync();
        Assert.Contains("111111111", files["owner.json"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_comes_up_with_another_configuration_takes_ours_over_before_it_counts_as_running()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        var files = Assert.Single(world.Compute.Volumes).Value.Files;
        var held = world.Compute.Faults.Hold(nameof(FakeGateway.ApplyConfigAsync));
        await world.RequestAsync(OperationKind.Restart);
        var running = world.RunAsync();
        await held.Reached;

        var ours = files["openclaw.json"];
        files["openclaw.json"] = "what lay there before";
        held.Release();
        await running;

        Assert.Equal(ours, files["openclaw.json"]);
        Assert.Equal(InstanceStatus.Running, (await world.FindAsync()).Instance.Status);
    }

    [Fact]
    public async Task A_vault_that_is_away_delays_a_change_and_one_that_lost_its_key_fails_it_in_plain_words()
    {
        var masters = new TestMasterKeys();
        var world = await WorldAsync(services => services.AddSingleton<IMasterKeys>(masters));
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        await ChangeAsync(world, new() { [Telegram] = _values[Telegram] });

        masters.IsAway = true;
        await world.Get<OperationRunner>().RunNextAsync(Ct);
        Assert.Empty(InUse(world));
        masters.IsAway = false;
        await world.RunAsync();
        Assert.Single(InUse(world));

        masters.Forget(masters.Current);
        var operation = await world.RequestAsync(OperationKind.Configure);
        await world.RunAsync();

        var failed = await world.FindAsync(operation);
        Assert.Equal(OperationState.Failed, failed.State);
        Assert.Equal("Telegram: what is saved as TELEGRAM_BOT_TOKEN can't be read any more. Save it again, or remove it.", failed.Failure?.Detail);
        Assert.Equal(InstanceStatus.Running, (await world.FindAsync()).Instance.Status);
        Assert.Single(InUse(world));
    }

    /// <summary>Keys of models and tokens of chats, each by its own way in.</summary>
    private static async Task ChangeAsync(World world, Dictionary<string, string?> keys, string? model = null, bool? direct = null)
    {
        var tokens = keys.Where(key => key.Key is Telegram).ToDictionary();
        if (tokens.Count > 0)
        {
            await ChangeChatAsync(world, "telegram", tokens, ["4242"]);
        }

        if (tokens.Count < keys.Count || model is not null || direct is not null)
        {
            var rest = keys.Where(key => key.Key is not Telegram).ToDictionary();
            var outcome = await world.Get<ChangeLlm>().ExecuteAsync(world.User, world.Slug, model, direct, rest, World.Somebody, Ct);
            Assert.IsType<ChangeOutcome.Accepted>(Assert.IsType<LlmOutcome.Decided>(outcome).Outcome);
        }
    }

    private static async Task ChangeChatAsync(World world, string chat, Dictionary<string, string?> tokens, string[]? allowFrom)
    {
        var outcome = await world.Get<ChangeChannel>().ExecuteAsync(world.User, world.Slug, chat, tokens, allowFrom, World.Somebody, Ct);
        Assert.IsType<ChangeOutcome.Accepted>(Assert.IsType<ChannelOutcome.Decided>(outcome).Outcome);
    }

    private static string TokenOf(World world) => Assert.Single(world.Compute.Volumes).Value.Files["relay.txt"];

    private static Dictionary<string, string> InUse(World world) =>
        Assert.Single(world.Compute.Volumes).Value.Files.TryGetValue("owner.json in use", out var file)
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(file) ?? []
            : [];
}
