using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class OperatorUserTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    private const string Token = "operators-of-the-user-tests";

    private Person? _operators;

    protected override string[] Settings =>
        ["Instances:CapPerUser=1", $"Ops:TokenHash={Convert.ToHexString(Core.Accounts.Token.Hash(Token))}"];

    private Person Operators => _operators ??= new Person(Api, Token);

    public override ValueTask DisposeAsync()
    {
        _operators?.Dispose();
        return base.DisposeAsync();
    }

    [Fact]
    public async Task A_user_is_found_by_address_and_never_with_more_than_operators_need()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");

        var found = (await FindAsync(ada.Email.ToUpperInvariant())).Expect(200);

        Assert.Equal(
            ($"{ada.Id}", ada.Email, "1", "False", ""),
            (found.Text("userId"), found.Text("email"), found.Text("instanceCap"), found.Text("hasOwnCap"), found.Text("lockedAt")));
        var instance = Assert.Single(found.Json.GetProperty("instances").EnumerateArray());
        Assert.Equal("ada running", $"{instance.GetProperty("slug")} {instance.GetProperty("status")}");
        Assert.DoesNotContain("hash", found.Body, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            "GET /api/ops/users", await Api.ScalarAsync<string>("select detail from audit_log where action = 'operator.call'"));
    }

    [Theory]
    [InlineData("ops/users", 422)]
    [InlineData("ops/users?email=", 422)]
    [InlineData("ops/users?email=ada", 422)]
    [InlineData("ops/users?email=a@b.org&email=c@d.org", 422)]
    [InlineData("ops/users?email=%25@%25.%25", 404)]
    [InlineData("ops/users?email=nobody@example.org", 404)]
    public async Task Who_is_not_there_is_not_found(string path, int status)
    {
        using var ada = await Api.SignUpAsync();

        Assert.NotEmpty((await Operators.GetAsync(path)).Expect(status).Problem());
    }

    [Fact]
    public async Task An_account_has_one_instance_until_an_operator_says_otherwise()
    {
        using var ada = await Api.SignUpAsync();
        using var eve = await Api.SignUpAsync("eve");
        await ada.CreateRunningAsync("ada-1");
        (await ada.PostAsync("instances", new { slug = "ada-2" })).ExpectProblem(409, "instance-cap");

        Assert.Equal("2", (await SetCapAsync(ada, 2)).Expect(200).Text("instanceCap"));
        Assert.Equal("2", (await ada.GetAsync("me")).Text("instanceCap"));
        await ada.CreateRunningAsync("ada-2");
        Assert.Contains("2", (await ada.PostAsync("instances", new { slug = "ada-3" })).ExpectProblem(409, "instance-cap").Text("detail"), StringComparison.Ordinal);

        // Fewer than there are: nothing goes, and nothing comes.
        (await SetCapAsync(ada, 0)).Expect(200);
        Assert.Equal(2, (await ada.GetAsync("instances")).Json.GetProperty("items").GetArrayLength());
        (await ada.PostAsync("instances", new { slug = "ada-3" })).ExpectProblem(409, "instance-cap");

        var asAll = (await SetCapAsync(ada, null)).Expect(200);
        Assert.Equal(("1", "False"), (asAll.Text("instanceCap"), asAll.Text("hasOwnCap")));
        await eve.CreateRunningAsync("eve");
        Assert.Equal(
            "2 instances, 0 instances, as everybody",
            await Api.ScalarAsync<string>(
                "select string_agg(detail, ', ' order by sequence) from audit_log where action = 'operator.cap' and user_id = @Id", new { ada.Id }));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1001)]
    [InlineData(int.MaxValue)]
    public async Task A_cap_that_makes_no_sense_is_refused(int cap)
    {
        using var ada = await Api.SignUpAsync();

        (await SetCapAsync(ada, cap)).ExpectProblem(422, "invalid-request");
        Assert.Equal("False", (await FindAsync(ada.Email)).Text("hasOwnCap"));
    }

    [Fact]
    public async Task Parallel_creations_pass_a_raised_cap_no_further()
    {
        using var ada = await Api.SignUpAsync();
        (await SetCapAsync(ada, 3)).Expect(200);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => ada.PostAsync("instances", new { slug = $"ada-{n}" })));

        Assert.Equal(3, answers.Count(a => a.Status is 202));
        Assert.All(answers.Where(a => a.Status is not 202), a => a.ExpectProblem(409, "instance-cap"));
    }

    [Fact]
    public async Task A_locked_account_is_shut_out_at_once_and_its_instances_go_on()
    {
        using var ada = await Api.SignUpAsync();
        using var second = await LogInAsync(ada);
        await ada.CreateRunningAsync("ada");

        var locked = (await LockAsync(ada, stopInstances: false)).Expect(200);

        Assert.NotEmpty(locked.Text("user.lockedAt"));
        Assert.Equal(("[]", "[]"), (locked.Text("stopping"), locked.Text("notStopped")));
        (await ada.GetAsync("me")).ExpectProblem(401, "unauthenticated");
        (await second.GetAsync("instances/ada")).ExpectProblem(401, "unauthenticated");
        var refused = (await Api.Nobody.PostAsync("login", new { email = ada.Email, password = Person.Password })).ExpectProblem(403, "account-locked");
        Assert.Contains("locked", refused.Text("detail"), StringComparison.Ordinal);

        // Somebody who only guesses learns nothing of it.
        (await Api.Nobody.PostAsync("login", new { email = ada.Email, password = "wrong wrong wrong" })).ExpectProblem(401, "wrong-credentials");
        Assert.Equal("running", await Api.ScalarAsync<string>("select status from instances"));

        (await Operators.PostAsync($"ops/users/{ada.Id}/unlock")).Expect(200);
        (await ada.GetAsync("me")).ExpectProblem(401, "unauthenticated");
        using var again = await LogInAsync(ada);
        (await again.GetAsync("instances/ada")).Expect(200);
        Assert.Equal(
            "operator.lock, operator.unlock",
            await Api.ScalarAsync<string>(
                "select string_agg(action, ', ' order by sequence) from audit_log where user_id = @Id and action ~ 'lock'", new { ada.Id }));
    }

    [Fact]
    public async Task A_locked_account_can_have_its_instances_stopped()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");

        Assert.Equal("""["ada"]""", (await LockAsync(ada, stopInstances: true)).Expect(200).Text("stopping"));

        await Eventually.TrueAsync(async () => await Api.ScalarAsync<string>("select status from instances") is "stopped", Ct);
        Assert.Equal("[]", (await LockAsync(ada, stopInstances: true)).Expect(200).Text("stopping"));
    }

    [Fact]
    public async Task Of_an_unknown_user_nothing_can_be_decided()
    {
        foreach (var id in (string[])[$"{Guid.CreateVersion7()}", "1", "ada", "00000000-0000-0000-0000-000000000000x"])
        {
            (await Operators.PutAsync($"ops/users/{id}/cap", new { instanceCap = 5 })).ExpectProblem(404, "not-found");
            (await Operators.PostAsync($"ops/users/{id}/lock", new { stopInstances = true })).ExpectProblem(404, "not-found");
            (await Operators.PostAsync($"ops/users/{id}/unlock")).ExpectProblem(404, "not-found");
        }
    }

    [Fact]
    public async Task A_login_that_races_with_the_lock_leaves_no_session_behind()
    {
        using var ada = await Api.SignUpAsync();
        for (var round = 0; round < 5; round++)
        {
            var logins = Enumerable.Range(0, 4).Select(_ => Api.Nobody.PostAsync("login", new { email = ada.Email, password = Person.Password })).ToList();
            var locking = LockAsync(ada, stopInstances: false);
            var tokens = (await Task.WhenAll(logins)).Where(a => a.Status is 200).Select(a => a.Text("token")).ToList();
            (await locking).Expect(200);
            (await Operators.PostAsync($"ops/users/{ada.Id}/unlock")).Expect(200);

            foreach (var token in tokens)
            {
                using var person = new Person(Api, token);
                (await person.GetAsync("me")).ExpectProblem(401, "unauthenticated");
            }
        }
    }

    private Task<Answer> FindAsync(string email) => Operators.GetAsync($"ops/users?email={Uri.EscapeDataString(email)}");

    private Task<Answer> SetCapAsync(Person person, int? cap) => Operators.PutAsync($"ops/users/{person.Id}/cap", new { instanceCap = cap });

    private Task<Answer> LockAsync(Person person, bool stopInstances) => Operators.PostAsync($"ops/users/{person.Id}/lock", new { stopInstances });

    private async Task<Person> LogInAsync(Person person) =>
        new(Api, (await Api.Nobody.PostAsync("login", new { email = person.Email, password = Person.Password })).Expect(200).Text("token"));
}
