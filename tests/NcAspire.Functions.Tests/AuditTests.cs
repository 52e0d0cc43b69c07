using System.Text.Json;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class AuditTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    private const string Token = "operators-of-the-audit-tests";
    private const string Key = "sk-0123456789abcdef-canary";

    protected override string[] Settings =>
        [Timers.Off, $"Ops:TokenHash={Convert.ToHexString(Core.Accounts.Token.Hash(Token))}"];

    private Person Operators => new(Api, Token);

    [Fact]
    public async Task Whatever_is_done_is_in_the_log_of_the_instance_without_any_secret()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateConnectedAsync("ada");
        await ada.FinishAsync(await ada.PutAsync("instances/ada/llm", new { model = "openai/gpt-5.6-luna", keys = new { OPENAI_API_KEY = Key } }));
        await ada.FinishAsync(await ada.PutAsync("instances/ada/whatsapp/owner", new { phone = "+919876543210" }));
        await ada.FinishAsync(await ada.PostAsync("instances/ada/restart"));
        (await ada.PostAsync("instances/ada/whatsapp/logout")).Expect(204);
        await ada.FinishAsync(await ada.PostAsync("instances/ada/stop"));

        var answer = (await ada.GetAsync("instances/ada/audit")).Expect(200);

        Assert.Equal(
            [
                "instance.stop", "whatsapp.unlink", "instance.restart", "instance.configure owner of a number of kind separate",
                "secret.write OPENAI_API_KEY", "instance.configure model openai/gpt-5.6-luna", "whatsapp.link", "instance.create",
            ],
            Items(answer).Select(i => $"{Text(i, "action")} {Text(i, "detail")}".Trim()));
        Assert.All(Items(answer), i => Assert.Equal(("you", "127.0.0.1"), (Text(i, "actor"), Text(i, "address"))));
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("next").ValueKind);
        Assert.DoesNotContain(Key, await LogAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key[^4..], await LogAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("9876543210", await LogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logins_and_logouts_are_in_the_log_also_refused_ones()
    {
        using var ada = await Api.SignUpAsync();
        (await Api.Nobody.PostAsync("login", new { email = ada.Email, password = "wrong wrong wrong" })).Expect(401);
        (await Api.Nobody.PostAsync("login", new { email = "nobody@example.org", password = "wrong wrong wrong" })).Expect(401);
        (await Api.Nobody.PostAsync("login", new { email = ada.Email, password = Person.Password })).Expect(200);
        (await ada.PostAsync("logout")).Expect(204);

        using var operators = Operators;
        var items = Items((await operators.GetAsync("ops/audit")).Expect(200)).Skip(1).ToList();

        Assert.Equal(
            ["account.logout", "account.login", "account.login-refused", "account.login-refused", "account.signup"],
            items.Select(i => Text(i, "action")));
        Assert.Equal($"{ada.Id}", Text(items[3], "userId"));
        Assert.Equal("", Text(items[2], "userId"));
        Assert.DoesNotContain("wrong wrong", await LogAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("nobody@", await LogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition_while_entries_come()
    {
        using var ada = await Api.SignUpAsync();
        var instance = (await ada.CreateRunningAsync("ada")).Value;
        await AddAsync(instance, 25);

        var seen = new List<string>();
        for (string? cursor = null, path = "instances/ada/audit?limit=7"; path is not null;)
        {
            var page = (await ada.GetAsync(path)).Expect(200);
            Assert.InRange(Items(page).Count, 1, 7);
            seen.AddRange(Items(page).Select(i => Text(i, "id")));
            await AddAsync(instance, 1);
            cursor = page.Json.GetProperty("next").GetString();
            path = cursor is null ? null : $"instances/ada/audit?limit=7&cursor={cursor}";
        }

        Assert.Equal(26, seen.Distinct().Count());
        Assert.Equal(26, seen.Count);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=1e3", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=5&limit=6", "limit")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("cursor=", "cursor")]
    [InlineData("cursor=00000000-0000-0000-0000-000000000000", "cursor")]
    [InlineData("cursor=1'%20or%201=1", "cursor")]
    [InlineData("format=csv", "format")]
    [InlineData("format=ndjson&format=ndjson", "format")]
    public async Task A_parameter_that_makes_no_sense_is_refused(string query, string field)
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        using var operators = Operators;

        Assert.Equal(field, (await ada.GetAsync($"instances/ada/audit?{query}")).ExpectProblem(422, "invalid-request").Text("field"));
        Assert.Equal(field, (await operators.GetAsync($"ops/audit?{query}")).ExpectProblem(422, "invalid-request").Text("field"));
        (await operators.GetAsync("ops/audit?user=ada")).ExpectProblem(422, "invalid-request");
    }

    [Fact]
    public async Task An_owner_sees_own_entries_only_and_nothing_of_where_others_were()
    {
        using var ada = await Api.SignUpAsync();
        using var eve = await Api.SignUpAsync("eve");
        var instance = (await ada.CreateRunningAsync("ada")).Value;
        var hers = (await eve.CreateRunningAsync("eve")).Value;
        await AddAsync(hers, 1);
        await Api.ExecuteAsync(
            """
            insert into audit_log (id, at, user_id, address, instance_id, action) values
                (gen_random_uuid(), now(), @Ada, '198.51.100.1', @instance, 'operator.look'),
                (gen_random_uuid(), now(), null, '198.51.100.2', @instance, 'instance.restarted'),
                (gen_random_uuid(), now(), @Eve, '198.51.100.3', @instance, 'instance.odd')
            """,
            new { instance, Ada = ada.Id, Eve = eve.Id });

        var items = Items((await ada.GetAsync("instances/ada/audit")).Expect(200));

        Assert.Equal(
            ["system", "system", "operator", "you"], items.Select(i => Text(i, "actor")));
        Assert.All(items.Take(3), i => Assert.Equal("", Text(i, "address")));

        // The key of somebody else's entry is no cursor.
        var foreign = Text(Items(await eve.GetAsync("instances/eve/audit"))[0], "id");
        (await ada.GetAsync($"instances/ada/audit?cursor={foreign}")).ExpectProblem(422, "invalid-request");
    }

    [Fact]
    public async Task An_export_has_every_entry_and_operators_get_what_the_chain_is_made_of()
    {
        using var ada = await Api.SignUpAsync();
        var instance = (await ada.CreateRunningAsync("ada")).Value;
        await AddAsync(instance, 1200);

        var lines = Lines(await ada.GetAsync("instances/ada/audit?format=ndjson"));
        Assert.Equal(1201, lines.Select(l => Text(l, "id")).Distinct().Count());
        Assert.Equal("instance.create", Text(lines[^1], "action"));

        using var operators = Operators;
        var all = Lines(await operators.GetAsync("ops/audit?format=ndjson"));
        var count = all[0].GetProperty("sequence").GetInt64();
        Assert.Equal(Enumerable.Range(1, (int)count).Reverse().Select(n => (long)n), all.Select(l => l.GetProperty("sequence").GetInt64()));
        Assert.All(all, l => Assert.Matches("^[0-9a-f]{64}$", Text(l, "hash")));

        Assert.All(
            Lines(await operators.GetAsync($"ops/audit?format=ndjson&instance={instance}")),
            l => Assert.Equal($"{instance}", Text(l, "instanceId")));
        Assert.All(
            Items(await operators.GetAsync($"ops/audit?user={ada.Id}&limit=200")), i => Assert.Equal($"{ada.Id}", Text(i, "userId")));
    }

    [Fact]
    public async Task Reading_the_log_as_operator_and_wrong_tokens_are_in_it()
    {
        using var operators = Operators;
        (await Api.Nobody.GetAsync("ops/audit")).Expect(401);
        (await operators.GetAsync("ops/hosts")).Expect(200);

        var items = Items((await operators.GetAsync("ops/audit")).Expect(200));

        Assert.Equal(
            ["operator.call GET /api/ops/audit", "operator.refused"],
            items.Select(i => $"{Text(i, "action")} {Text(i, "detail")}".Trim()));
    }

    [Fact]
    public async Task The_check_says_whether_the_log_is_whole_and_where_not()
    {
        using var ada = await Api.SignUpAsync();
        var instance = (await ada.CreateRunningAsync("ada")).Value;
        await AddAsync(instance, 10);
        using var operators = Operators;

        var whole = (await operators.GetAsync("ops/audit/verify")).Expect(200);
        Assert.Equal(("True", "12", "12"), (whole.Text("isWhole"), whole.Text("checked"), whole.Text("sequence")));

        await Api.ExecuteAsync("update audit_log set detail = 'nothing' where sequence = 7");
        var changed = (await operators.GetAsync("ops/audit/verify")).Expect(200);
        Assert.Equal(
            ("False", "6", "changed", "7"),
            (changed.Text("isWhole"), changed.Text("checked"), changed.Text("fault"), changed.Text("firstBad")));

        await Api.ExecuteAsync("delete from audit_log where sequence > 3");
        var cut = (await operators.GetAsync("ops/audit/verify")).Expect(200);
        Assert.Equal(("truncated", "4"), (cut.Text("fault"), cut.Text("firstBad")));
        Assert.Equal("Entries 4 to 12 at the end are missing.", cut.Text("message"));
    }

    private Task AddAsync(Guid instance, int count) => Api.ExecuteAsync(
        """
        insert into audit_log (id, at, instance_id, action, detail)
        select gen_random_uuid(), now(), @instance, 'test', n::text from generate_series(1, @count) n
        """,
        new { instance, count });

    private async Task<string> LogAsync() => await Api.ScalarAsync<string>("select string_agg(l::text, ' ') from audit_log l") ?? "";

    private static List<JsonElement> Items(Answer answer) => [.. answer.Json.GetProperty("items").EnumerateArray()];

    private static List<JsonElement> Lines(Answer answer)
    {
        Assert.Equal("application/x-ndjson", answer.Expect(200).ContentHeaders.ContentType?.MediaType);
        Assert.Equal("attachment", answer.ContentHeaders.ContentDisposition?.DispositionType);
        Assert.EndsWith("\n", answer.Body, StringComparison.Ordinal);
        return [.. answer.Body.TrimEnd('\n').Split('\n').Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).ToString();
}
