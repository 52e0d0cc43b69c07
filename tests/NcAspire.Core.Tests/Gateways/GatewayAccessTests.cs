using System.Text.Json;
using NcAspire.Core.Accounts;
using NcAspire.Core.Gateways;
using NcAspire.Core.Instances;
using NcAspire.Core.Relay;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Gateways;

public sealed class GatewayAccessTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    private static readonly Dictionary<string, string> _values = new()
    {
        ["ANTHROPIC_API_KEY"] = "sk-ant-0123456789abcdef",
        ["GEMINI_API_KEY"] = "AIza0123456789abcdef0123",
        ["TELEGRAM_BOT_TOKEN"] = "123456789:0123456789abcdef0123456789abcdef012",
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
            var outcome = await world.Get<ChangeLlm>().ExecuteAsync(
                world.User, world.Slug, chosen, keys.ToDictionary(key => key, string? (key) => _values[key]), World.Somebody, Ct);
            Assert.IsType<ChangeOutcome.Accepted>(Assert.IsType<LlmOutcome.Decided>(outcome).Outcome);
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

    private static string TokenOf(World world)
    {
        var file = Assert.Single(world.Compute.Volumes).Value.Files["secrets.json"];
        return JsonSerializer.Deserialize<Dictionary<string, string>>(file)?["relay"] ?? throw new InvalidOperationException("It has no token.");
    }
}
