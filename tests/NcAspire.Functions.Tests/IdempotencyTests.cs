using System.Text;
using NcAspire.Core.Requests;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class IdempotencyTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    [Fact]
    public async Task A_repeated_create_gets_the_first_answer_again()
    {
        using var ada = await Api.SignUpAsync();
        var first = (await ada.PostAsync("instances", new { slug = "ada" }, "key-1")).Expect(202);
        await ada.FinishAsync(first);

        var second = (await ada.PostAsync("instances", new { slug = "ada" }, "key-1")).Expect(202);

        Assert.Equal(first.Body, second.Body);
        Assert.Equal(first.Location, second.Location);
        Assert.Equal(first.ContentHeaders.ContentType, second.ContentHeaders.ContentType);
        Assert.False(first.Headers.Contains("Idempotent-Replayed"));
        Assert.True(second.Headers.Contains("Idempotent-Replayed"));
        Assert.Single(Api.Compute.Machines);
        (await ada.PostAsync("instances", new { slug = "ada" }, "key-2")).ExpectProblem(409, "slug-taken");
        (await ada.PostAsync("instances", new { slug = "ada" })).ExpectProblem(409, "slug-taken");
    }

    [Fact]
    public async Task Also_a_refusal_is_repeated()
    {
        using var ada = await Api.SignUpAsync();
        using var bob = await Api.SignUpAsync("bob");
        await bob.CreateRunningAsync("bob");
        var first = (await ada.PostAsync("instances", new { slug = "bob" }, "key")).ExpectProblem(409, "slug-taken");
        await bob.FinishAsync(await bob.DeleteAsync("instances/bob"));

        var second = (await ada.PostAsync("instances", new { slug = "bob" }, "key")).ExpectProblem(409, "slug-taken");

        Assert.Equal(first.Body, second.Body);
    }

    [Fact]
    public async Task A_repeated_repair_is_one()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        var first = await ada.PostAsync("instances/ada/repair", key: "key");
        Assert.Equal("succeeded", (await ada.FinishAsync(first)).Text("state"));

        var second = (await ada.PostAsync("instances/ada/repair", key: "key")).Expect(202);

        Assert.Equal(first.Location, second.Location);
        Assert.Equal(1, await Api.ScalarAsync<long>("select count(*) from operations where kind = 'repair'"));
        Assert.Equal("running", (await ada.GetAsync("instances/ada")).Text("status"));
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_refused()
    {
        using var ada = await Api.SignUpAsync();
        await ada.FinishAsync(await ada.PostAsync("instances", new { slug = "ada" }, "key"));

        (await ada.PostAsync("instances", new { slug = "ada-2" }, "key")).ExpectProblem(422, "idempotency-mismatch");

        Assert.Single(Api.Compute.Machines);
    }

    [Fact]
    public async Task A_key_counts_for_one_user_and_one_route()
    {
        using var ada = await Api.SignUpAsync();
        using var bob = await Api.SignUpAsync("bob");
        await ada.FinishAsync(await ada.PostAsync("instances", new { slug = "ada" }, "key"));
        await ada.FinishAsync(await ada.PostAsync("instances", new { slug = "ada-2" }, "other"));

        await bob.FinishAsync(await bob.PostAsync("instances", new { slug = "bob" }, "key"));
        var one = await ada.PostAsync("instances/ada/stop", key: "key");
        var two = await ada.PostAsync("instances/ada-2/stop", key: "key");
        var restart = await ada.PostAsync("instances/ada/restart", key: "key");

        Assert.Equal("ada", one.Expect(202).Text("slug"));
        Assert.Equal("ada-2", two.Expect(202).Text("slug"));
        Assert.Equal(409, restart.Status);
    }

    [Fact]
    public async Task A_repeated_stop_does_not_stop_what_was_started_since()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        var stop = await ada.PostAsync("instances/ada/stop", key: "stop");
        await ada.FinishAsync(stop);
        await ada.FinishAsync(await ada.PostAsync("instances/ada/start"));

        var again = (await ada.PostAsync("instances/ada/stop", key: "stop")).Expect(202);

        Assert.Equal(stop.Location, again.Location);
        Assert.Equal("running", (await ada.GetAsync("instances/ada")).Text("status"));
    }

    [Fact]
    public async Task Parallel_repetitions_are_carried_out_once()
    {
        using var ada = await Api.SignUpAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => ada.PostAsync("instances", new { slug = "ada" }, "key")));

        Assert.All(answers.Where(a => a.Status is not 202), a => a.ExpectProblem(409, "request-in-progress"));
        Assert.Single(answers.Where(a => a.Status is 202).Select(a => a.Body).Distinct());
        Assert.Equal(1, await Api.ScalarAsync<long>("select count(*) from operations"));
        Assert.Equal(202, (await ada.PostAsync("instances", new { slug = "ada" }, "key")).Status);
    }

    [Fact]
    public async Task A_key_whose_holder_died_is_free_again_after_a_while()
    {
        using var ada = await Api.SignUpAsync();
        await HoldAsync(ada, "now() + interval '1 minute'");
        (await ada.PostAsync("instances", new { slug = "ada" }, "key")).ExpectProblem(409, "request-in-progress");

        await Api.ExecuteAsync("update idempotency_keys set held_until = now()");
        (await ada.PostAsync("instances", new { slug = "other" }, "key")).ExpectProblem(422, "idempotency-mismatch");
        (await ada.PostAsync("instances", new { slug = "ada" }, "key")).Expect(202);
    }

    [Fact]
    public async Task A_fault_is_not_kept()
    {
        using var ada = await Api.SignUpAsync();
        await Api.ExecuteAsync("alter table instances rename to instances_away");
        (await ada.PostAsync("instances", new { slug = "ada" }, "key")).ExpectProblem(500, "internal");
        await Api.ExecuteAsync("alter table instances_away rename to instances");

        (await ada.PostAsync("instances", new { slug = "ada" }, "key")).Expect(202);
    }

    [Fact]
    public async Task Answers_are_forgotten_after_a_day_and_swept()
    {
        using var ada = await Api.SignUpAsync();
        await ada.FinishAsync(await ada.PostAsync("instances", new { slug = "ada" }, "key"));
        const string Hours = "select round(extract(epoch from expires_at - now()) / 3600)::int from idempotency_keys";
        Assert.Equal(24, await Api.ScalarAsync<int>(Hours));
        await Api.ExecuteAsync("update idempotency_keys set expires_at = now()");

        (await ada.PostAsync("instances", new { slug = "ada" }, "key")).ExpectProblem(409, "slug-taken");
        await Api.ExecuteAsync("update idempotency_keys set expires_at = now()");
        var requests = (IRequestStore)(Api.Services.GetService(typeof(IRequestStore)) ?? throw new InvalidOperationException());
        Assert.Equal(1, await requests.SweepAsync(Ct));
        Assert.Equal(0, await Api.ScalarAsync<long>("select count(*) from idempotency_keys"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("129")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        using var ada = await Api.SignUpAsync();
        var text = key is "129" ? new string('k', 129) : key;

        (await SendAsync(ada, text)).ExpectProblem(400, "invalid-request");

        Assert.Equal(0, await Api.ScalarAsync<long>("select count(*) from instances"));
    }

    [Fact]
    public async Task Two_keys_are_none()
    {
        using var ada = await Api.SignUpAsync();

        (await SendAsync(ada, "one", "two")).ExpectProblem(400, "invalid-request");
    }

    [Theory]
    [InlineData("!")]
    [InlineData("~")]
    [InlineData("'); drop table idempotency_keys; --")]
    [InlineData("128")]
    public async Task Any_visible_text_is_a_key(string key)
    {
        using var ada = await Api.SignUpAsync();
        var text = (key is "128" ? new string('k', 128) : key).Replace(' ', '_');

        (await SendAsync(ada, text)).Expect(202);
        Assert.True((await SendAsync(ada, text)).Expect(202).Headers.Contains("Idempotent-Replayed"));
    }

    [Fact]
    public async Task Tokens_are_never_kept()
    {
        var body = new { email = "ada@example.org", password = Person.Password };
        (await Api.Nobody.PostAsync("signup", body, "key")).Expect(201);
        (await Api.Nobody.PostAsync("signup", body, "key")).ExpectProblem(409, "email-taken");
        var one = (await Api.Nobody.PostAsync("login", body, "key")).Expect(200);
        var two = (await Api.Nobody.PostAsync("login", body, "key")).Expect(200);

        Assert.NotEqual(one.Text("token"), two.Text("token"));
        Assert.Equal(0, await Api.ScalarAsync<long>("select count(*) from idempotency_keys"));
    }

    [Fact]
    public async Task The_key_does_not_open_a_door()
    {
        using var ada = await Api.SignUpAsync();
        await ada.FinishAsync(await ada.PostAsync("instances", new { slug = "ada" }, "key"));

        (await Api.Nobody.PostAsync("instances", new { slug = "ada" }, "key")).ExpectProblem(401, "unauthenticated");
    }

    private static Task<Answer> SendAsync(Person person, params string[] keys)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "instances")
        {
            Content = new StringContent("""{"slug":"ada"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", keys);
        return person.SendAsync(request);
    }

    private Task HoldAsync(Person person, string until) => Api.ExecuteAsync(
        $"""
        insert into idempotency_keys (user_id, route, key, body_hash, holder, held_until, expires_at)
        values (@Id, 'POST /api/instances', 'key', sha256(@Body), gen_random_uuid(), {until}, now() + interval '1 day')
        """,
        new { person.Id, Body = Encoding.UTF8.GetBytes("""{"slug":"ada"}""") });
}
