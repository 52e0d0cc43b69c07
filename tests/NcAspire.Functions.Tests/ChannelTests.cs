using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Secrets;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class ChannelTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    private const string Token = "123456789:Canary5f1d0c77e2abcdefABCDEF_-01234";

    [Fact]
    public async Task A_chat_is_on_when_its_token_is_there_and_somebody_may_write()
    {
        using var ada = await Api.SignUpAsync();
        var instance = await ada.CreateRunningAsync("ada");
        AssertShown(await ada.GetAsync("instances/ada"), enabled: false, "off", "Telegram is off.", null);

        var first = (await PutAsync(ada, new { tokens = new { TELEGRAM_BOT_TOKEN = $" {Token}\n" } })).Expect(202);
        AssertShown(first, enabled: false, "off", "Telegram is off: nobody may write yet. Add at least one id.", "1234");

        var second = (await PutAsync(ada, new { allowFrom = new[] { " 4242", "77777", "4242" } })).Expect(202);
        Assert.Equal("succeeded", (await ada.FinishAsync(second)).Text("state"));
        var shown = await ada.GetAsync("instances/ada");
        AssertShown(shown, enabled: true, "connecting", "The gateway is connecting to Telegram. That can take a minute.", "1234", "4242", "77777");
        Assert.Equal(
            Telegram(shown).ToString(), (await ada.GetAsync("instances")).Json.GetProperty("items")[0].GetProperty("channels")[0].ToString());
        Assert.Equal(
            Token, await Api.Services.GetRequiredService<SecretReader>().OpenAsync(instance, SecretCatalog.Telegram.Name, Ct));

        AssertShown((await PutAsync(ada, new { allowFrom = Array.Empty<string>() })).Expect(202), enabled: false, "off",
            "Telegram is off: nobody may write yet. Add at least one id.", "1234");
        AssertShown(
            (await PutAsync(ada, new { allowFrom = new[] { "4242" }, tokens = new Dictionary<string, string?> { ["TELEGRAM_BOT_TOKEN"] = null } }))
                .Expect(202),
            enabled: false, "off", "Telegram is off: its token is missing.", null, "4242");
    }

    [Fact]
    public async Task A_chat_of_a_stopped_instance_waits_for_it()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        await ada.FinishAsync(await ada.PostAsync("instances/ada/stop"));

        var set = (await PutAsync(ada, new { allowFrom = new[] { "4242" }, tokens = new { TELEGRAM_BOT_TOKEN = Token } })).Expect(202);

        AssertShown(set, enabled: true, "connecting", "Telegram connects as soon as the instance runs.", "1234", "4242");
    }

    [Theory]
    [InlineData("@ada")]
    [InlineData("-1001234567890")]
    [InlineData("12")]
    [InlineData("0123456")]
    [InlineData("12345678901234567")]
    [InlineData("4242 77777")]
    [InlineData("*")]
    [InlineData("")]
    public async Task An_id_of_another_shape_writes_nothing(string id)
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");

        var refused = (await PutAsync(ada, new { allowFrom = new[] { "4242", id }, tokens = new { TELEGRAM_BOT_TOKEN = Token } }))
            .ExpectProblem(422, "invalid-request");

        Assert.Equal("allowFrom", refused.Text("field"));
        Assert.Contains("is not one of a Telegram user: it is a number such as 123456789", refused.Body, StringComparison.Ordinal);
        AssertShown(await ada.GetAsync("instances/ada"), enabled: false, "off", "Telegram is off.", null);
    }

    [Theory]
    [InlineData("TELEGRAM_BOT_TOKEN", "123456789:short", "tokens.TELEGRAM_BOT_TOKEN")]
    [InlineData("TELEGRAM_BOT_TOKEN", "", "tokens.TELEGRAM_BOT_TOKEN")]
    [InlineData("DISCORD_BOT_TOKEN", Token, "tokens")]
    [InlineData("OPENAI_API_KEY", "sk-0123456789abcdef0123", "tokens")]
    [InlineData(Token, Token, "tokens")]
    public async Task A_token_of_another_shape_or_name_writes_nothing(string name, string value, string field)
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");

        var refused = (await PutAsync(ada, new { allowFrom = new[] { "4242" }, tokens = new Dictionary<string, string> { [name] = value } }))
            .ExpectProblem(422, "invalid-request");

        Assert.Equal(field, refused.Text("field"));
        Assert.DoesNotContain(Token, refused.Body, StringComparison.Ordinal);
        AssertShown(await ada.GetAsync("instances/ada"), enabled: false, "off", "Telegram is off.", null);
    }

    [Fact]
    public async Task The_list_is_bounded_and_something_must_be_said()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");

        (await PutAsync(ada, new { allowFrom = Enumerable.Range(1000, 50).Select(id => $"{id}") })).Expect(202);
        (await PutAsync(ada, new { allowFrom = Enumerable.Range(1000, 51).Select(id => $"{id}") })).ExpectProblem(422, "invalid-request");
        (await PutAsync(ada, new { allowFrom = new string?[] { null } })).ExpectProblem(422, "invalid-request");
        (await PutAsync(ada, new { })).ExpectProblem(422, "invalid-request");
    }

    [Fact]
    public async Task Discord_goes_by_its_own_token_and_ids()
    {
        const string Discord = "MTAwMDAwMDAwMDAwMDAwMDAx.GabcdE.Canary5f1d0c77e2abcdefABCDEF1234";
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");

        await RefusedAsync(ada, "discord", "@ada", "is not one of a Discord user: it is a number of 17 to 20 digits, not a name.");
        await RefusedAsync(ada, "discord", "4242", "is not one of a Discord user: it is a number of 17 to 20 digits, not a name.");
        var set = await ada.PutAsync(
            "instances/ada/channels/discord", new { tokens = new { DISCORD_BOT_TOKEN = Discord }, allowFrom = new[] { "123456789012345678" } });
        await ada.FinishAsync(set.Expect(202));

        var discord = (await ada.GetAsync("instances/ada")).Json.GetProperty("channels")[1];
        Assert.Equal("Discord", discord.GetProperty("title").GetString());
        Assert.True(discord.GetProperty("enabled").GetBoolean());
        Assert.Equal("connecting", discord.GetProperty("state").GetString());
        Assert.DoesNotContain(Discord, set.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slack_is_off_until_both_of_its_tokens_are_there()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");

        await RefusedAsync(
            ada, "slack", "@ada", "is not one of a Slack user: it is a U or a W and more capital letters and digits, such as U012AB3CD45, not a name with @.");
        var half = await ada.PutAsync(
            "instances/ada/channels/slack", new { tokens = new { SLACK_BOT_TOKEN = "xoxb-0123456789abcdef" }, allowFrom = new[] { "U012AB3CD45" } });
        AssertSlack(half.Expect(202), enabled: false, "Slack is off: it needs all of its tokens.");

        var whole = await ada.PutAsync("instances/ada/channels/slack", new { tokens = new { SLACK_APP_TOKEN = "xapp-0123456789abcdef" } });
        await ada.FinishAsync(whole.Expect(202));
        AssertSlack(await ada.GetAsync("instances/ada"), enabled: true, "The gateway is connecting to Slack. That can take a minute.");
    }

    [Theory]
    [InlineData("matrix")]
    [InlineData("whatsapp")]
    [InlineData("Telegram")]
    public async Task A_chat_that_is_not_offered_is_not_there(string channel)
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");

        (await ada.PutAsync($"instances/ada/channels/{channel}", new { allowFrom = new[] { "4242" } })).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task What_was_changed_is_in_the_audit_log_and_the_token_nowhere()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");

        var set = await PutAsync(ada, new { allowFrom = new[] { "4242", "77777" }, tokens = new { TELEGRAM_BOT_TOKEN = Token } });
        await ada.FinishAsync(set);

        Assert.Equal(
            "instance.configure telegram for 2 users; secret.write TELEGRAM_BOT_TOKEN",
            await Api.ScalarAsync<string>(
                """
                select string_agg(action || ' ' || detail, '; ' order by action) from audit_log
                where action in ('instance.configure', 'secret.write') and user_id = @Id
                """,
                new { ada.Id }));
        Assert.DoesNotContain(Token, (await Api.DumpAsync()).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, Api.Log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Token, set.Body, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(Person person, string channel, string id, string why)
    {
        var refused = (await person.PutAsync($"instances/ada/channels/{channel}", new { allowFrom = new[] { id } })).ExpectProblem(422, "invalid-request");
        Assert.Equal("allowFrom", refused.Text("field"));
        Assert.Contains(why, refused.Body, StringComparison.Ordinal);
    }

    private static void AssertSlack(Answer instance, bool enabled, string message)
    {
        var slack = instance.Json.GetProperty("channels")[2];
        Assert.Equal("slack", slack.GetProperty("name").GetString());
        Assert.Equal(enabled, slack.GetProperty("enabled").GetBoolean());
        Assert.Equal(message, slack.GetProperty("message").GetString());
    }

    private static Task<Answer> PutAsync(Person person, object body) => person.PutAsync("instances/ada/channels/telegram", body);

    private static System.Text.Json.JsonElement Telegram(Answer instance) => instance.Json.GetProperty("channels")[0];

    private static void AssertShown(Answer instance, bool enabled, string state, string message, string? last4, params string[] allowed)
    {
        var telegram = Telegram(instance);
        Assert.Equal("telegram", telegram.GetProperty("name").GetString());
        Assert.Equal(enabled, telegram.GetProperty("enabled").GetBoolean());
        Assert.Equal(state, telegram.GetProperty("state").GetString());
        Assert.Equal(message, telegram.GetProperty("message").GetString());
        Assert.Equal(allowed, telegram.GetProperty("allowFrom").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal("TELEGRAM_BOT_TOKEN", telegram.GetProperty("tokens")[0].GetProperty("name").GetString());
        Assert.Equal(last4, telegram.GetProperty("tokens")[0].GetProperty("last4").GetString());
    }
}
