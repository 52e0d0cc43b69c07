using System.Net.Http.Headers;
using System.Text.Json;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class AuthenticationTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    private static readonly string[] _anonymous = ["Alive", "Health", "LogIn", "OpenApi", "SignUp"];

    [Fact]
    public void Only_the_expected_functions_are_anonymous() =>
        Assert.Equal(_anonymous, Routes.All.Where(r => r.IsAnonymous).Select(r => r.Function));

    [Fact]
    public async Task Every_other_function_wants_a_valid_token()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        using var revoked = await Api.SignUpAsync();
        (await revoked.PostAsync("logout")).Expect(204);
        using var expired = await Api.SignUpAsync();
        await Api.ExecuteAsync(
            "update sessions set expires_at = now() - interval '1 second' where user_id = @Id", new { expired.Id });

        var closed = Routes.All.Where(r => r is { IsAnonymous: false, IsForOperators: false }).ToList();
        Assert.True(closed.Count > 15);
        foreach (var route in closed)
        {
            foreach (var header in (string?[])
                [
                    null, "", "Bearer", "Bearer ", "Bearer garbage", $"Bearer {new string('x', 5000)}", $"Basic {ada.Token}", ada.Token,
                    $"Bearer {ada.Token}x", $"Bearer {ada.Token?.ToUpperInvariant()}", $"Bearer {ada.Token}, Bearer {ada.Token}",
                    "Bearer ' or 1=1 --", $"Bearer {revoked.Token}", $"Bearer {expired.Token}",
                ])
            {
                var answer = await CallAsync(route, header);
                Assert.True(answer.Status == 401, $"{route.Function} answers {answer.Status} to the header '{header}'.");
                Assert.Equal("unauthenticated", answer.Problem());
                Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
            }
        }

        Assert.Equal(200, (await CallAsync(Routes.Named("Me"), $"bearer {ada.Token}")).Status);
        Assert.Equal("running", (await ada.GetAsync("instances/ada")).Text("status"));
    }

    [Fact]
    public async Task A_token_in_the_url_or_a_cookie_does_not_count()
    {
        using var ada = await Api.SignUpAsync();
        (await Api.Nobody.GetAsync($"me?access_token={ada.Token}&token={ada.Token}")).ExpectProblem(401, "unauthenticated");

        var request = new HttpRequestMessage(HttpMethod.Get, "me");
        request.Headers.Add("Cookie", $"Authorization=Bearer {ada.Token}; token={ada.Token}");
        (await Api.Nobody.SendAsync(request)).ExpectProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Two_authorization_headers_are_none()
    {
        using var ada = await Api.SignUpAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, "me");
        request.Headers.TryAddWithoutValidation("Authorization", [$"Bearer {ada.Token}", "Bearer other"]);

        (await Api.Nobody.SendAsync(request)).ExpectProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task A_personal_api_token_works_like_a_session_until_it_is_revoked()
    {
        using var ada = await Api.SignUpAsync();
        var token = Core.Accounts.Token.New();
        await Api.ExecuteAsync(
            """
            insert into api_tokens (id, token_hash, user_id, name, created_at, expires_at)
            values (gen_random_uuid(), @Hash, @Id, 'laptop', now(), now() + interval '1 hour')
            """,
            new { Hash = Core.Accounts.Token.Hash(token), ada.Id });
        using var laptop = new Person(Api, token);

        Assert.Equal(ada.Email, (await laptop.GetAsync("me")).Expect(200).Text("email"));
        (await laptop.PostAsync("logout")).Expect(204);
        (await laptop.GetAsync("me")).ExpectProblem(401, "unauthenticated");
        (await ada.GetAsync("me")).Expect(200);
    }

    private Task<Answer> CallAsync(Route route, string? authorization)
    {
        var request = new HttpRequestMessage(route.Method, route.For("ada"));
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (Bodies.For(route) is { } body)
        {
            request.Content = new StringContent(JsonSerializer.Serialize(body), new MediaTypeHeaderValue("application/json"));
        }

        return Api.Nobody.SendAsync(request);
    }
}
