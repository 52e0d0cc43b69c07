using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Instances;
using NcAspire.Core.Secrets;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class LlmTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    private const string OpenAi = "sk-proj-canary5f1d0c77e2_AB12";
    private const string Gemini = "AIzaCanary-0123456789_abcdefWXYZ";

    protected override string[] Settings => [Timers.Off, "Logging:LogLevel:Default=Trace", "Logging:LogLevel:Microsoft=Trace"];

    private TestMasterKeys Masters => (TestMasterKeys)Api.Services.GetRequiredService<IMasterKeys>();

    [Fact]
    public async Task A_model_and_keys_are_kept_and_only_their_ends_are_shown()
    {
        using var ada = await Api.SignUpAsync();
        var instance = await ada.CreateRunningAsync("ada");

        var change = (await PutAsync(ada, "openai/gpt-5.6-luna", ("OPENAI_API_KEY", OpenAi), ("GEMINI_API_KEY", Gemini))).Expect(202);

        Assert.Equal("openai/gpt-5.6-luna", change.Text("llm.model"));
        Assert.Equal("succeeded", (await ada.FinishAsync(change)).Text("state"));
        var shown = await ada.GetAsync("instances/ada");
        var keys = shown.Json.GetProperty("llm").GetProperty("keys").EnumerateArray()
            .Select(k => $"{k.GetProperty("name")} {k.GetProperty("last4")}");
        Assert.Equal(["GEMINI_API_KEY WXYZ", "OPENAI_API_KEY AB12"], keys);
        Assert.Equal(
            shown.Json.GetProperty("llm").ToString(),
            (await ada.GetAsync("instances")).Json.GetProperty("items")[0].GetProperty("llm").ToString());
        Assert.Equal(OpenAi, await OpenAsync(instance, SecretCatalog.OpenAi));
        Assert.Equal(Gemini, await OpenAsync(instance, SecretCatalog.Gemini));
    }

    [Fact]
    public async Task A_key_is_replaced_and_removed_and_what_is_not_named_stays()
    {
        using var ada = await Api.SignUpAsync();
        var instance = await ada.CreateRunningAsync("ada");
        (await PutAsync(ada, "openai/gpt-5.6-luna", ("OPENAI_API_KEY", OpenAi), ("GEMINI_API_KEY", Gemini))).Expect(202);

        (await PutAsync(ada, null, ("OPENAI_API_KEY", "sk-another-0123456789-Z9Z9"))).Expect(202);
        Assert.Equal("sk-another-0123456789-Z9Z9", await OpenAsync(instance, SecretCatalog.OpenAi));
        Assert.Equal(Gemini, await OpenAsync(instance, SecretCatalog.Gemini));

        var removed = (await PutAsync(ada, null, ("OPENAI_API_KEY", null), ("ZAI_API_KEY", null))).Expect(202);
        Assert.Equal("openai/gpt-5.6-luna", removed.Text("llm.model"));
        Assert.Null(await OpenAsync(instance, SecretCatalog.OpenAi));
        Assert.Equal(Gemini, await OpenAsync(instance, SecretCatalog.Gemini));
        Assert.Equal(
            "secret.remove OPENAI_API_KEY; secret.write GEMINI_API_KEY; secret.write OPENAI_API_KEY; secret.write OPENAI_API_KEY",
            await Api.ScalarAsync<string>(
                """
                select string_agg(action || ' ' || detail, '; ' order by action, detail) from audit_log
                where action like 'secret.%' and user_id = @Id and instance_id = @Instance
                """,
                new { ada.Id, Instance = instance.Value }));
    }

    [Theory]
    [InlineData("  {0}\n")]
    [InlineData("\r\n\t{0}\u00a0")]
    [InlineData("\ufeff{0}\u200b")]
    public async Task What_comes_along_with_a_pasted_key_is_cut_off(string pasted)
    {
        using var ada = await Api.SignUpAsync();
        var instance = await ada.CreateRunningAsync("ada");

        (await PutAsync(ada, null, ("OPENAI_API_KEY", pasted.Replace("{0}", OpenAi, StringComparison.Ordinal)))).Expect(202);

        Assert.Equal(OpenAi, await OpenAsync(instance, SecretCatalog.OpenAi));
    }

    [Theory]
    [InlineData("OPENAI_API_KEY", "", "keys.OPENAI_API_KEY")]
    [InlineData("OPENAI_API_KEY", " \n", "keys.OPENAI_API_KEY")]
    [InlineData("OPENAI_API_KEY", "sk-short", "keys.OPENAI_API_KEY")]
    [InlineData("OPENAI_API_KEY", "sk-0123456789 0123456789", "keys.OPENAI_API_KEY")]
    [InlineData("OPENAI_API_KEY", "sk-0123456789012345678\n901", "keys.OPENAI_API_KEY")]
    [InlineData("OPENAI_API_KEY", "sk-0123456789012345678é01", "keys.OPENAI_API_KEY")]
    [InlineData("OPENAI_API_KEY", 513, "keys.OPENAI_API_KEY")]
    [InlineData("ANTHROPIC_API_KEY", "sk-0123456789abcdef0123", "keys.ANTHROPIC_API_KEY")]
    [InlineData("SLACK_BOT_TOKEN", "xapp-0123456789abcdef01", "keys.SLACK_BOT_TOKEN")]
    [InlineData("SLACK_BOT_TOKEN", "xoxb-0123456789abcdef01", "keys.SLACK_BOT_TOKEN")]
    [InlineData("TELEGRAM_BOT_TOKEN", "123456789:AAE0123456789abcdefghijklmnopqrstuv", "keys.TELEGRAM_BOT_TOKEN")]
    [InlineData("openai_api_key", OpenAi, "keys")]
    [InlineData("AWS_SECRET_ACCESS_KEY", OpenAi, "keys")]
    [InlineData("OPENAI_API_KEY ", OpenAi, "keys")]
    [InlineData("", OpenAi, "keys")]
    [InlineData(OpenAi, "OPENAI_API_KEY", "keys")]
    public async Task One_refused_part_refuses_all_of_it(string name, object value, string field)
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        var before = await StoredAsync();
        var text = value is int length ? $"sk-{new string('x', length - 3)}" : (string)value;

        var answer = (await PutAsync(ada, "openai/gpt-5.6-luna", ("GEMINI_API_KEY", Gemini), (name, text)))
            .ExpectProblem(422, "invalid-request");

        Assert.Equal(field, answer.Text("field"));
        AssertLacks(answer.Body, Gemini, OpenAi);
        Assert.Equal(before, await StoredAsync());
    }

    [Theory]
    [InlineData("gpt-5.6-luna")]
    [InlineData("openai/")]
    [InlineData("/gpt-5")]
    [InlineData("")]
    [InlineData("OpenAI/gpt-5")]
    [InlineData("elsewhere/gpt-5")]
    [InlineData("openai/gpt 5")]
    [InlineData("openai/gpt-5\n")]
    [InlineData("openai/\"},\"x\":{\"")]
    [InlineData("openai/sk-proj-0123456789abcdef0123")]
    [InlineData("openrouter/google/AIza0123456789abcdef0123")]
    [InlineData("openai/123456789:0123456789abcdef0123456789abcdef012")]
    public async Task A_model_that_is_none_writes_no_key_either(string model)
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");

        var answer = (await PutAsync(ada, model, ("OPENAI_API_KEY", OpenAi))).ExpectProblem(422, "invalid-request");

        Assert.Equal("model", answer.Text("field"));
        Assert.Equal(0, await Api.ScalarAsync<long>("select count(*) from instance_secrets"));
        (await ada.PutAsync("instances/ada/llm", new { })).ExpectProblem(422, "invalid-request");
    }

    [Fact]
    public async Task No_text_of_a_bad_body_comes_back()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        foreach (var body in (object[])
            [
                new Dictionary<string, object> { [OpenAi] = "x" },
                new { keys = new Dictionary<string, object> { [Gemini] = 1 } },
                new { keys = new Dictionary<string, object> { ["OPENAI_API_KEY"] = new[] { OpenAi } } },
                new { keys = OpenAi },
                new { model = new { OpenAi } },
            ])
        {
            var answer = (await ada.PutAsync("instances/ada/llm", body)).ExpectProblem(400, "invalid-request");
            AssertLacks(answer.Body, Gemini, OpenAi);
        }

        AssertLacks(Api.Log.ToString(), Gemini, OpenAi);
    }

    [Fact]
    public async Task Keys_are_nowhere_but_in_their_ciphertext()
    {
        using var ada = await Api.SignUpAsync();
        var instance = await ada.CreateRunningAsync("ada");
        await ada.FinishAsync(await ada.SendAsync(
            HttpMethod.Put, "instances/ada/llm", new { keys = new { OPENAI_API_KEY = OpenAi, GEMINI_API_KEY = Gemini } }, "key"));
        await ada.FinishAsync(await ada.PostAsync("instances/ada/restart"));
        string[] bodies = [(await ada.GetAsync("me")).Body, (await ada.GetAsync("instances/ada")).Body, (await ada.GetAsync("instances")).Body];

        Assert.Equal(OpenAi, await OpenAsync(instance, SecretCatalog.OpenAi));
        AssertLacks((await Api.DumpAsync()).Text, Gemini, OpenAi);
        AssertLacks(Api.Log.ToString(), Gemini, OpenAi);
        Assert.All(bodies, body => AssertLacks(body, Gemini, OpenAi));

        // A hash of a body with a key in it is not kept either: no key of idempotency is taken here.
        Assert.Equal(0, await Api.ScalarAsync<long>("select count(*) from idempotency_keys where route like 'PUT %'"));
    }

    [Fact]
    public async Task Without_a_vault_a_key_is_told_to_wait_and_can_still_be_removed()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        (await PutAsync(ada, null, ("OPENAI_API_KEY", OpenAi))).Expect(202);
        Masters.IsAway = true;

        (await PutAsync(ada, null, ("GEMINI_API_KEY", Gemini))).ExpectProblem(503, "unavailable");
        (await PutAsync(ada, "google/gemini-3.1-pro-preview")).Expect(202);
        (await PutAsync(ada, null, ("OPENAI_API_KEY", null))).Expect(202);

        Assert.Equal(0, await Api.ScalarAsync<long>("select count(*) from instance_secrets"));
    }

    [Fact]
    public async Task Keys_go_with_their_instance()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        await ada.FinishAsync(await PutAsync(ada, null, ("OPENAI_API_KEY", OpenAi)));

        await ada.FinishAsync(await ada.DeleteAsync("instances/ada"));

        Assert.Equal(0, await Api.ScalarAsync<long>("select count(*) from instance_secrets"));
    }

    [Fact]
    public async Task Who_has_the_key_is_the_relay_until_its_owner_says_otherwise()
    {
        using var ada = await Api.SignUpAsync();
        var created = await ada.CreateRunningAsync("ada");
        Assert.False((await ada.GetAsync("instances/ada")).Json.GetProperty("llm").GetProperty("direct").GetBoolean());

        var change = (await ada.PutAsync("instances/ada/llm", new { direct = true })).Expect(202);
        Assert.True(change.Json.GetProperty("llm").GetProperty("direct").GetBoolean());
        await ada.FinishAsync(change);
        (await PutAsync(ada, "openai/gpt-5", ("OPENAI_API_KEY", OpenAi))).Expect(202);
        Assert.True((await ada.GetAsync("instances")).Json.GetProperty("items")[0].GetProperty("llm").GetProperty("direct").GetBoolean());
        Assert.False((await ada.PutAsync("instances/ada/llm", new { direct = false })).Expect(202).Json.GetProperty("llm").GetProperty("direct").GetBoolean());

        Assert.Equal(
            "key by the relay; key in the gateway",
            await Api.ScalarAsync<string>(
                "select string_agg(detail, '; ' order by detail) from audit_log where instance_id = @Id and detail like 'key %'", new { Id = created.Value }));
        (await ada.PutAsync("instances/ada/llm", new { direct = "yes" })).ExpectProblem(400, "invalid-request");
    }

    [Fact]
    public async Task The_catalog_says_of_each_key_who_shows_it()
    {
        using var ada = await Api.SignUpAsync();

        var secrets = (await ada.GetAsync("llm/catalog")).Expect(200).Json.GetProperty("secrets").EnumerateArray().ToList();

        Assert.Equal(
            ["ANTHROPIC_OAUTH_TOKEN relay", "DEEPGRAM_API_KEY gateway-if-direct", "OPENAI_API_KEY relay-or-gateway", "TELEGRAM_BOT_TOKEN gateway"],
            secrets.DistinctBy(s => s.GetProperty("route").GetString())
                .Select(s => $"{s.GetProperty("name")} {s.GetProperty("route")}").Order(StringComparer.Ordinal));
        Assert.Equal(
            ["ZAI_API_KEY", "QWEN_API_KEY", "AI_GATEWAY_API_KEY", "SYNTHETIC_API_KEY"],
            secrets.Where(s => !s.GetProperty("honoured").GetBoolean()).Select(s => s.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task The_catalog_names_every_key_and_a_model_to_begin_with()
    {
        using var ada = await Api.SignUpAsync();

        var catalog = (await ada.GetAsync("llm/catalog")).Expect(200).Json;

        var names = catalog.GetProperty("secrets").EnumerateArray().Select(s => s.GetProperty("name").GetString()).ToList();
        Assert.Equal(SecretCatalog.All.Select(s => s.Name.Value), names);
        foreach (var vendor in catalog.GetProperty("vendors").EnumerateArray())
        {
            Assert.All(vendor.GetProperty("keys").EnumerateArray(), key => Assert.Contains(key.GetString(), names));
            Assert.StartsWith($"{vendor.GetProperty("id")}/", vendor.GetProperty("defaultModel").GetString(), StringComparison.Ordinal);
            Assert.NotNull(Core.Models.ModelChoice.TryParse(vendor.GetProperty("defaultModel").GetString()));
        }
    }

    private static Task<Answer> PutAsync(Person person, string? model, params (string Name, string? Value)[] keys) =>
        person.PutAsync("instances/ada/llm", new { model, keys = keys.ToDictionary(k => k.Name, k => k.Value) });

    private static void AssertLacks(string text, params string[] secrets) =>
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));

    private Task<string?> OpenAsync(InstanceId instance, SecretDefinition secret) =>
        new SecretReader(Api.Services.GetRequiredService<ISecretStore>(), Masters).OpenAsync(instance, secret.Name, Ct);

    // A refused attempt counts, too.
    private async Task<string> StoredAsync() => string.Join('\n', (await Api.DumpAsync()).Text.Split('\n')
        .Where(row => !row.StartsWith("rate_limits: ", StringComparison.Ordinal)));
}
