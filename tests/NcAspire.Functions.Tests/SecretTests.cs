using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class SecretTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    private const string Canary = "canary-7f3a9c-password";

    protected override string[] Settings => ["Logging:LogLevel:Default=Trace", "Logging:LogLevel:Microsoft=Trace"];

    [Fact]
    public async Task Passwords_and_tokens_stay_with_their_owner()
    {
        var email = "ada@example.org";
        var token = (await Api.Nobody.PostAsync("signup", new { email, password = Canary })).Expect(201).Text("token");
        var second = (await Api.Nobody.PostAsync("login", new { email, password = Canary })).Expect(200).Text("token");
        using var ada = new Person(Api, token);
        await ada.CreateConnectedAsync("ada");
        List<string> bodies =
        [
            (await Api.Nobody.PostAsync("login", new { email, password = $"{Canary}x" })).Expect(401).Body,
            (await Api.Nobody.PostAsync("login", new { email = Canary, password = Canary })).Expect(401).Body,
            (await Api.Nobody.PostAsync("signup", new { email, password = Canary })).Expect(409).Body,
            (await Api.Nobody.PostAsync("signup", new { email = Canary, password = Canary })).Expect(422).Body,
            (await Api.Nobody.PostAsync("signup", new { email, password = Canary, Canary })).Expect(400).Body,
            (await Api.Nobody.PostAsync("signup", new { email, password = new { Canary } })).Expect(400).Body,
            (await ada.GetAsync("me")).Body,
            (await ada.GetAsync("instances")).Body,
        ];
        await Api.ExecuteAsync("alter table rate_limits rename to rate_limits_away");
        bodies.Add((await Api.Nobody.PostAsync("login", new { email, password = Canary })).Expect(500).Body);
        await Api.ExecuteAsync("alter table rate_limits_away rename to rate_limits");

        var database = (await Api.DumpAsync()).Text;
        var log = Api.Log.ToString();
        Assert.NotEmpty(database);
        Assert.Contains("failed unexpectedly", log, StringComparison.Ordinal);
        foreach (var secret in (string[])[Canary, token, second])
        {
            Assert.DoesNotContain(secret, database, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
            Assert.All(bodies, body => Assert.DoesNotContain(secret, body, StringComparison.Ordinal));
        }

        Assert.DoesNotContain(email, log, StringComparison.Ordinal);
        Assert.DoesNotContain(Api.Gateway.PhoneOf(default(Core.Instances.InstanceId)).Number, log, StringComparison.Ordinal);
    }
}
