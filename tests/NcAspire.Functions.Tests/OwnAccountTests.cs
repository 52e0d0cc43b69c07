using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Accounts;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class OwnAccountTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    private const string Next = "another horse battery";
    private const string Key = "sk-0123456789abcdef-canary-7f3a";

    // The longer a backend was away, the longer until it is asked again: without an end of that, a slow machine makes its own waits.
    protected override string[] Settings => ["Runner:LongestDelay=00:00:00.2"];

    [Fact]
    public async Task A_new_password_needs_the_current_one_and_ends_everything_else()
    {
        using var ada = await Api.SignUpAsync();
        using var other = await LogInAsync(ada);
        using var eve = await Api.SignUpAsync("eve");
        using var token = new Person(Api, await AddTokenAsync(ada));
        (await token.GetAsync("me")).Expect(200);

        Assert.Equal("currentPassword", (await ChangeAsync(ada, "wrong wrong wrong", Next)).ExpectProblem(422, "invalid-request").Text("field"));
        Assert.Equal("newPassword", (await ChangeAsync(ada, Person.Password, "short")).ExpectProblem(422, "invalid-request").Text("field"));
        (await ChangeAsync(ada, new string('x', 10_000), Next)).ExpectProblem(422, "invalid-request");
        (await other.GetAsync("me")).Expect(200);

        (await ChangeAsync(ada, Person.Password, Next)).Expect(204);

        (await ada.GetAsync("me")).Expect(200);
        (await eve.GetAsync("me")).Expect(200);
        (await other.GetAsync("me")).ExpectProblem(401, "unauthenticated");
        (await token.GetAsync("me")).ExpectProblem(401, "unauthenticated");
        (await TryLogInAsync(ada, Person.Password)).ExpectProblem(401, "wrong-credentials");
        (await TryLogInAsync(ada, Next)).Expect(200);
        var log = await LogAsync();
        Assert.Contains("account.password-refused", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Next, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_parallel_changes_of_one_password_one_wins()
    {
        using var ada = await Api.SignUpAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(n => ChangeAsync(ada, Person.Password, $"{Next} {n}")));

        var winner = Assert.Single(Enumerable.Range(0, 3), n => answers[n].Status is 204);
        (await TryLogInAsync(ada, $"{Next} {winner}")).Expect(200);
    }

    [Fact]
    public async Task A_stolen_session_does_not_guess_the_password()
    {
        using var ada = await Api.SignUpAsync();
        var answers = new List<int>();
        for (var i = 0; i < 12; i++)
        {
            answers.Add((await ChangeAsync(ada, $"wrong wrong wrong {i}", Next)).Status);
            answers.Add((await ada.PostAsync("me/delete", new { password = $"wrong wrong wrong {i}" })).Status);
        }

        Assert.Contains(429, answers);
        Assert.InRange(answers.Count(a => a is 422), 4, 12);
        Assert.All(answers, a => Assert.True(a is 422 or 429));
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended()
    {
        using var ada = await Api.SignUpAsync();
        using var eve = await Api.SignUpAsync("eve");
        using var phone = await LogInAsync(ada, $"Phone/1.0\t\u00fc {new string('x', 1000)}");
        using var third = await LogInAsync(ada);

        var items = (await phone.GetAsync("me/sessions")).Expect(200).Json.GetProperty("items").EnumerateArray().ToList();

        Assert.Equal([false, true, false], items.Select(i => i.GetProperty("isCurrent").GetBoolean()));
        Assert.All(items, i => Assert.Equal("127.0.0.1", i.GetProperty("address").GetString()));
        Assert.StartsWith("Phone/1.0", items[1].GetProperty("agent").GetString(), StringComparison.Ordinal);
        Assert.Equal(256, items[1].GetProperty("agent").GetString()?.Length);
        Assert.DoesNotContain(ada.Token!, await BodyAsync(phone), StringComparison.Ordinal);

        // Somebody else's is not there, and neither is what is no key.
        foreach (var id in (string[])[items[0].GetProperty("id").GetString()!, "1", $"{Guid.Empty}"])
        {
            (await eve.DeleteAsync($"me/sessions/{id}")).ExpectProblem(404, "not-found");
        }

        (await third.GetAsync("me")).Expect(200);
        (await phone.DeleteAsync($"me/sessions/{items[0].GetProperty("id")}")).Expect(204);
        (await third.GetAsync("me")).ExpectProblem(401, "unauthenticated");
        (await phone.DeleteAsync($"me/sessions/{items[0].GetProperty("id")}")).ExpectProblem(404, "not-found");

        (await phone.DeleteAsync("me/sessions")).Expect(204);
        (await ada.GetAsync("me")).ExpectProblem(401, "unauthenticated");
        (await phone.GetAsync("me")).Expect(200);
        (await eve.GetAsync("me")).Expect(200);
    }

    [Fact]
    public async Task The_last_use_of_a_session_is_known_to_some_minutes()
    {
        using var ada = await Api.SignUpAsync();
        (await ada.GetAsync("me")).Expect(200);
        Assert.Equal(0, await Api.ScalarAsync<long>("select count(last_used_at) from sessions"));

        await Api.ExecuteAsync("update sessions set created_at = now() - interval '6 minutes'");
        (await ada.GetAsync("me")).Expect(200);

        var first = await Api.ScalarAsync<DateTime>("select last_used_at from sessions");
        (await ada.GetAsync("me")).Expect(200);
        Assert.Equal(first, await Api.ScalarAsync<DateTime>("select last_used_at from sessions"));
    }

    [Fact]
    public async Task An_export_holds_what_is_stored_and_no_secret()
    {
        using var ada = await Api.SignUpAsync();
        using var eve = await Api.SignUpAsync("eve");
        await eve.CreateRunningAsync("eve");
        await ada.CreateConnectedAsync("ada");
        await ada.FinishAsync(await ada.PutAsync("instances/ada/llm", new { keys = new { OPENAI_API_KEY = Key } }));

        var export = (await ada.GetAsync("me/export")).Expect(200);

        Assert.Equal("attachment", export.ContentHeaders.ContentDisposition?.DispositionType);
        Assert.Equal(ada.Email, export.Text("account.email"));
        var instance = Assert.Single(export.Json.GetProperty("instances").EnumerateArray());
        Assert.Equal("OPENAI_API_KEY 7f3a", Keys(instance));
        Assert.Single(export.Json.GetProperty("sessions").EnumerateArray());
        Assert.Equal(
            ["secret.write", "instance.configure", "whatsapp.link", "instance.create", "account.signup"],
            export.Json.GetProperty("audit").EnumerateArray().Select(e => e.GetProperty("action").GetString()));
        Assert.Equal("True", export.Text("auditIsComplete"));
        foreach (var secret in (string[])[Key, ada.Token!, Person.Password, eve.Email, eve.Id.ToString()])
        {
            Assert.DoesNotContain(secret, export.Body, StringComparison.Ordinal);
        }

        static string Keys(JsonElement instance) => string.Join(
            ", ", instance.GetProperty("llm").GetProperty("keys").EnumerateArray().Select(k => $"{k.GetProperty("name")} {k.GetProperty("last4")}"));
    }

    [Fact]
    public async Task A_deleted_account_is_shut_at_once_and_gone_when_its_instances_are()
    {
        using var ada = await Api.SignUpAsync();
        using var other = await LogInAsync(ada);
        using var eve = await Api.SignUpAsync("eve");
        await eve.CreateRunningAsync("eve");
        await ada.CreateRunningAsync("ada-1");
        await ada.CreateRunningAsync("ada-2");
        (await ada.PostAsync("me/delete", new { password = "wrong wrong wrong" })).ExpectProblem(422, "invalid-request");
        (await ada.GetAsync("me")).Expect(200);

        (await ada.PostAsync("me/delete", new { password = Person.Password })).Expect(202);

        (await ada.GetAsync("me")).ExpectProblem(401, "unauthenticated");
        (await other.GetAsync("instances")).ExpectProblem(401, "unauthenticated");
        await GoneAsync(ada);
        Assert.Equal("eve", await Api.ScalarAsync<string>("select slug from instances"));
        Assert.Single(Api.Compute.Machines);
        Assert.Single(Api.Compute.Volumes);
        (await eve.GetAsync("instances/eve")).Expect(200);
        var log = await LogAsync();
        Assert.Contains("account.close", log, StringComparison.Ordinal);
        Assert.Contains("account.deleted", log, StringComparison.Ordinal);
        Assert.Contains("account.signup", log, StringComparison.Ordinal);

        // The address is free again, for an account that has nothing of the old one.
        var again = (await Api.Nobody.PostAsync("signup", new { email = ada.Email, password = Person.Password })).Expect(201);
        Assert.NotEqual($"{ada.Id}", again.Text("userId"));
    }

    [Fact]
    public async Task While_a_backend_is_away_the_account_stays_shut_and_goes_later()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        Api.Compute.IsAway = true;
        (await ada.PostAsync("me/delete", new { password = Person.Password })).Expect(202);
        await Eventually.TrueAsync(
            async () => await Api.ScalarAsync<long>("select count(*) from operations where kind = 'delete' and attempts > 0") > 0, Ct);

        (await TryLogInAsync(ada, Person.Password)).ExpectProblem(403, "account-closing");
        (await TryLogInAsync(ada, "wrong wrong wrong")).ExpectProblem(401, "wrong-credentials");
        (await Api.Nobody.PostAsync("signup", new { email = ada.Email, password = Person.Password })).ExpectProblem(409, "email-taken");

        Api.Compute.IsAway = false;
        await GoneAsync(ada);
        Assert.Empty(Api.Compute.Volumes);
    }

    [Fact]
    public async Task An_account_without_instances_goes_at_once_and_passes_at_one_moment_remove_it_once()
    {
        using var ada = await Api.SignUpAsync();
        using var eve = await Api.SignUpAsync("eve");
        (await ada.PostAsync("me/delete", new { password = Person.Password })).Expect(202);
        Assert.Equal(0, await Api.ScalarAsync<long>("select count(*) from users where id = @Id", new { ada.Id }));

        // As a process leaves it that dies between the two.
        await Api.ExecuteAsync("update users set closing_at = now() where id = @Id", new { eve.Id });
        var remove = Api.Services.GetRequiredService<RemoveClosedAccounts>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => remove.ExecuteAsync(Ct)));

        Assert.Equal(0, await Api.ScalarAsync<long>("select count(*) from users"));
        Assert.Equal(
            1, await Api.ScalarAsync<long>("select count(*) from audit_log where action = 'account.deleted' and user_id = @Id", new { eve.Id }));
        Assert.Equal(0, await Api.ScalarAsync<long>("select count(*) from sessions"));
    }

    [Fact]
    public async Task A_creation_that_races_with_the_end_of_the_account_leaves_nothing_behind()
    {
        for (var round = 0; round < 4; round++)
        {
            using var ada = await Api.SignUpAsync();
            var creating = Enumerable.Range(0, 3).Select(n => ada.PostAsync("instances", new { slug = $"ada-{round}-{n}" })).ToList();
            var closing = ada.PostAsync("me/delete", new { password = Person.Password });
            Assert.All(await Task.WhenAll(creating), a => Assert.True(a.Status is 202 or 401 or 409));
            (await closing).Expect(202);

            await GoneAsync(ada);
        }

        Assert.Empty(Api.Compute.Machines);
        Assert.Empty(Api.Compute.Volumes);
    }

    private static Task<Answer> ChangeAsync(Person person, string current, string next) =>
        person.PutAsync("me/password", new { currentPassword = current, newPassword = next });

    private static async Task<string> BodyAsync(Person person) => (await person.GetAsync("me/sessions")).Body;

    // The timer's passes, without its waits.
    private Task GoneAsync(Person person) => Eventually.TrueAsync(
        async () =>
        {
            await Api.Services.GetRequiredService<RemoveClosedAccounts>().ExecuteAsync(Ct);
            return await Api.ScalarAsync<long>("select count(*) from users where id = @Id", new { person.Id }) is 0;
        },
        Ct);

    private Task<Answer> TryLogInAsync(Person person, string password) =>
        Api.Nobody.PostAsync("login", new { email = person.Email, password });

    private async Task<Person> LogInAsync(Person person, string? agent = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "login")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { email = person.Email, password = Person.Password }),
        };
        if (agent is not null)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", agent.Replace("\u00fc", "", StringComparison.Ordinal));
        }

        return new Person(Api, (await Api.Nobody.SendAsync(request)).Expect(200).Text("token"));
    }

    private async Task<string> AddTokenAsync(Person person)
    {
        var token = $"nc_{Convert.ToHexString(RandomNumberGenerator.GetBytes(16))}";
        await Api.ExecuteAsync(
            """
            insert into api_tokens (id, token_hash, user_id, name, created_at, expires_at)
            values (gen_random_uuid(), @Hash, @Id, 'ci', now(), now() + interval '1 day')
            """,
            new { Hash = Token.Hash(token), person.Id });
        return token;
    }

    private async Task<string> LogAsync() => await Api.ScalarAsync<string>("select string_agg(l::text, ' ') from audit_log l") ?? "";
}
