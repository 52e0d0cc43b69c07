using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

/// <summary>A server without a token for operators, as it is when nobody has configured one.</summary>
public sealed class ClosedOperatorTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    [Fact]
    public async Task The_operators_part_is_not_there()
    {
        using var ada = await Api.SignUpAsync();
        var unknown = await Api.Nobody.GetAsync("ops/no-such-thing");
        foreach (var route in Routes.All.Where(r => r.IsForOperators))
        {
            foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Options])
            {
                foreach (var person in (Person[])[Api.Nobody, ada])
                {
                    var answer = (await person.SendAsync(method, route.Template)).ExpectProblem(404, "not-found");
                    Assert.Equal(unknown.Body, answer.Body);
                    Assert.Equal(unknown.Headers.Select(h => h.Key).Order(), answer.Headers.Select(h => h.Key).Order());
                }
            }
        }

        Assert.Equal(0, await Api.ScalarAsync<long>("select count(*) from rate_limits where key like 'ops-%'"));
    }
}
