using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Accounts;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Accounts;

public sealed class SignUpTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    [Fact]
    public async Task Attempts_for_one_account_are_limited_however_many_addresses_they_come_from()
    {
        var world = await WorldAsync(services => services.AddSingleton<IPasswords>(new CountingPasswords()).AddSingleton<SignUp>());
        var outcomes = new List<SignInOutcome>();
        for (var i = 0; i < 7; i++)
        {
            outcomes.Add(await world.Get<SignUp>().ExecuteAsync(
                i % 2 is 0 ? "ada@example.org" : "ADA@example.org", "correct horse battery", new SessionOrigin($"192.0.2.{i}", null), Ct));
        }

        Assert.IsType<SignInOutcome.SignedIn>(outcomes[0]);
        Assert.All(outcomes[1..5], outcome => Assert.IsType<SignInOutcome.EmailTaken>(outcome));
        Assert.All(outcomes[5..], outcome => Assert.IsType<SignInOutcome.TooMany>(outcome));
    }
}
