using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class RateLimitTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    protected override string[] Settings =>
        ["Accounts:SignUpsPerAddress=3", "Accounts:LoginsPerAddress=8", "Accounts:LoginsPerAccount=4"];

    [Fact]
    public async Task Sign_ups_are_limited_per_client_behind_a_trusted_proxy()
    {
        for (var i = 0; i < 3; i++)
        {
            (await SignUpAsync("203.0.113.7")).Expect(201);
        }

        var refused = (await SignUpAsync("203.0.113.7")).ExpectProblem(429, "too-many-requests");
        Assert.InRange(refused.Headers.RetryAfter?.Delta ?? default, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        Assert.InRange(refused.Json.GetProperty("retryAfterSeconds").GetInt32(), 3540, 3600);
        (await SignUpAsync("203.0.113.7, 203.0.113.8")).Expect(201);
        (await SignUpAsync("1.1.1.1, 203.0.113.7")).ExpectProblem(429, "too-many-requests");
        Assert.Equal(4, await Api.ScalarAsync<long>("select count(*) from users"));
    }

    [Fact]
    public async Task Addresses_of_one_network_count_together()
    {
        for (var i = 0; i < 3; i++)
        {
            (await SignUpAsync($"2001:db8:0:1::{i}")).Expect(201);
        }

        (await SignUpAsync("2001:db8:0:1:ffff::1")).ExpectProblem(429, "too-many-requests");
        (await SignUpAsync("2001:db8:0:2::1")).Expect(201);
    }

    [Fact]
    public async Task A_refused_request_costs_nobody_an_account()
    {
        for (var i = 0; i < 5; i++)
        {
            (await Api.Nobody.PostAsync("signup", new { email = "no address", password = Person.Password })).Expect(422);
        }

        (await SignUpAsync("127.0.0.1")).Expect(201);
    }

    [Fact]
    public async Task Logins_are_limited_per_account_and_reset_by_the_right_password()
    {
        using var ada = await Api.SignUpAsync();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 3; i++)
            {
                (await LogInAsync(ada.Email, "wrong wrong wrong", $"203.0.113.{round}{i}")).ExpectProblem(401, "wrong-credentials");
            }

            (await LogInAsync(ada.Email, Person.Password, $"203.0.113.{round}")).Expect(200);
        }

        for (var i = 0; i < 4; i++)
        {
            (await LogInAsync(ada.Email, "wrong wrong wrong", $"203.0.113.1{i}")).ExpectProblem(401, "wrong-credentials");
        }

        var refused = (await LogInAsync(ada.Email, Person.Password, "203.0.113.200")).ExpectProblem(429, "too-many-requests");
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Whoever_guesses_from_many_addresses_does_not_shut_the_owner_out_where_he_has_been()
    {
        using var ada = await Api.SignUpAsync();
        (await LogInAsync(ada.Email, Person.Password, "198.51.100.1")).Expect(200);
        for (var i = 0; i < 4; i++)
        {
            (await LogInAsync(ada.Email, "wrong wrong wrong", $"203.0.113.{i}")).ExpectProblem(401, "wrong-credentials");
        }

        (await LogInAsync(ada.Email, Person.Password, "198.51.100.2")).ExpectProblem(429, "too-many-requests");
        (await LogInAsync(ada.Email, Person.Password, "198.51.100.1")).Expect(200);
    }

    [Fact]
    public async Task Logins_are_limited_per_client_over_all_accounts()
    {
        for (var i = 0; i < 8; i++)
        {
            (await LogInAsync($"nobody{i}@example.org", Person.Password, "203.0.113.7")).ExpectProblem(401, "wrong-credentials");
        }

        (await LogInAsync("nobody@example.org", Person.Password, "203.0.113.7")).ExpectProblem(429, "too-many-requests");
        (await LogInAsync("nobody@example.org", Person.Password, "203.0.113.8")).ExpectProblem(401, "wrong-credentials");
    }

    [Fact]
    public async Task Nobody_learns_who_has_an_account()
    {
        using var ada = await Api.SignUpAsync();

        var wrong = await LogInAsync(ada.Email, "wrong wrong wrong", "203.0.113.7");
        var unknown = await LogInAsync("nobody@example.org", "wrong wrong wrong", "203.0.113.8");

        Assert.Equal(wrong.ExpectProblem(401, "wrong-credentials").Body, unknown.Body);
        Assert.Equal(wrong.Headers.Select(h => h.Key).Order(), unknown.Headers.Select(h => h.Key).Order());
    }

    private Task<Answer> SignUpAsync(string forwardedFor) =>
        PostAsync("signup", $"{Guid.NewGuid():N}@example.org", Person.Password, forwardedFor);

    private Task<Answer> LogInAsync(string email, string password, string forwardedFor) =>
        PostAsync("login", email, password, forwardedFor);

    private Task<Answer> PostAsync(string path, string email, string password, string forwardedFor)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { email, password }),
        };
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        return Api.Nobody.SendAsync(request);
    }
}
