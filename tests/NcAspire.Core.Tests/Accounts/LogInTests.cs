using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Accounts;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Accounts;

public sealed class LogInTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    private const string Email = "victim@example.org";
    private const string Password = "correct horse battery";
    private const string Address = "192.0.2.7";

    [Fact]
    public async Task An_unknown_account_and_a_wrong_password_get_the_same_answer_for_the_same_work()
    {
        var (world, passwords) = await AccountAsync();

        Assert.IsType<SignInOutcome.WrongCredentials>(await LogInAsync(world, Email, "wrong wrong wrong"));
        Assert.IsType<SignInOutcome.WrongCredentials>(await LogInAsync(world, "nobody@example.org", Password));

        Assert.Equal([$"hash of {Password}", null], passwords.Compared);
        Assert.Equal(2, await world.ScalarAsync<long>("select count(*) from audit_log where action = 'account.login-refused'"));
    }

    [Theory]
    [InlineData(Email)]
    [InlineData("nobody@example.org")]
    public async Task Attempts_are_limited_per_account_known_or_not(string email)
    {
        var (world, passwords) = await AccountAsync();
        for (var i = 0; i < 10; i++)
        {
            Assert.IsType<SignInOutcome.WrongCredentials>(await LogInAsync(world, email, "wrong wrong wrong", $"192.0.2.{i}"));
        }

        var refused = Assert.IsType<SignInOutcome.TooMany>(await LogInAsync(world, email, Password, "192.0.2.99"));

        Assert.InRange(refused.RetryAfter, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
        Assert.Equal(10, passwords.Compared.Count);
    }

    [Fact]
    public async Task An_address_that_is_shut_out_does_not_use_up_the_attempts_of_an_account()
    {
        var (world, _) = await AccountAsync();
        for (var i = 0; i < 60; i++)
        {
            await LogInAsync(world, $"somebody{i}@example.org", "wrong wrong wrong");
        }

        for (var i = 0; i < 20; i++)
        {
            Assert.IsType<SignInOutcome.TooMany>(await LogInAsync(world, Email, "wrong wrong wrong"));
        }

        Assert.IsType<SignInOutcome.SignedIn>(await LogInAsync(world, Email, Password, "192.0.2.99"));
    }

    [Fact]
    public async Task Another_spelling_of_the_address_does_not_get_further_attempts()
    {
        var (world, passwords) = await AccountAsync();
        string[] spellings =
            [Email, "VICTIM@EXAMPLE.ORG", " Victim@example.org ", "v\u0130ctim@example.org", "v\u0130ct\u0130m@example.org"];
        var outcomes = new List<SignInOutcome>();
        foreach (var spelling in Enumerable.Repeat(spellings, 6).SelectMany(s => s))
        {
            outcomes.Add(await LogInAsync(world, spelling, "wrong wrong wrong", null));
        }

        Assert.InRange(passwords.Compared.Count(hash => hash is not null), 1, 10);
        Assert.Contains(outcomes, o => o is SignInOutcome.TooMany);
    }

    [Fact]
    public async Task Attempts_are_limited_per_address_over_all_accounts()
    {
        var (world, _) = await AccountAsync();
        for (var i = 0; i < 50; i++)
        {
            Assert.IsType<SignInOutcome.WrongCredentials>(await LogInAsync(world, $"nobody{i}@example.org", Password));
        }

        Assert.IsType<SignInOutcome.TooMany>(await LogInAsync(world, Email, Password));
        Assert.IsType<SignInOutcome.SignedIn>(await LogInAsync(world, Email, Password, "192.0.2.8"));
    }

    [Fact]
    public async Task A_correct_login_starts_the_count_anew()
    {
        var (world, _) = await AccountAsync();
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 9; i++)
            {
                Assert.IsType<SignInOutcome.WrongCredentials>(await LogInAsync(world, Email, "wrong wrong wrong", null));
            }

            Assert.IsType<SignInOutcome.SignedIn>(await LogInAsync(world, Email, Password, null));
        }
    }

    [Fact]
    public async Task The_count_ends_with_its_window()
    {
        var (world, _) = await AccountAsync();
        for (var i = 0; i < 11; i++)
        {
            await LogInAsync(world, Email, "wrong wrong wrong");
        }

        await world.ExecuteAsync("update rate_limits set window_ends = now()");

        Assert.IsType<SignInOutcome.SignedIn>(await LogInAsync(world, Email, Password));
    }

    [Fact]
    public async Task An_outdated_hash_is_renewed_by_a_correct_login()
    {
        var (world, _) = await AccountAsync();
        await world.ExecuteAsync("update users set password_hash = 'old ' || password_hash where email = @Email", new { Email });

        Assert.IsType<SignInOutcome.SignedIn>(await LogInAsync(world, Email, Password));

        var hash = await world.ScalarAsync<string>("select password_hash from users where email = @Email", new { Email });
        Assert.Equal($"hash of {Password}", hash);
    }

    [Theory]
    [InlineData("")]
    [InlineData("victim")]
    [InlineData("victim@example.org\0")]
    [InlineData("' or 1=1 --@example.org")]
    public async Task What_no_account_can_have_is_refused_without_any_work(string email)
    {
        var (world, passwords) = await AccountAsync();

        Assert.IsType<SignInOutcome.WrongCredentials>(await LogInAsync(world, email, Password));
        Assert.IsType<SignInOutcome.WrongCredentials>(await LogInAsync(world, Email, new string('x', 1024 * 1024)));

        Assert.Empty(passwords.Compared);
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from rate_limits where key like 'login%'"));
    }

    [Fact]
    public async Task Sign_ups_are_limited_per_address()
    {
        var (world, _) = await AccountAsync();
        var signUp = world.Get<SignUp>();
        for (var i = 0; i < 10; i++)
        {
            Assert.IsType<SignInOutcome.SignedIn>(await signUp.ExecuteAsync($"user{i}@example.org", Password, new SessionOrigin(Address, null), Ct));
        }

        Assert.IsType<SignInOutcome.TooMany>(await signUp.ExecuteAsync("one.more@example.org", Password, new SessionOrigin(Address, null), Ct));
        Assert.IsType<SignInOutcome.SignedIn>(await signUp.ExecuteAsync("one.more@example.org", Password, new SessionOrigin("192.0.2.8", null), Ct));
    }

    private static Task<SignInOutcome> LogInAsync(World world, string email, string password, string? address = Address) =>
        world.Get<LogIn>().ExecuteAsync(email, password, new SessionOrigin(address ?? Guid.NewGuid().ToString(), null), Ct);

    private async Task<(World World, CountingPasswords Passwords)> AccountAsync()
    {
        var passwords = new CountingPasswords();
        var world = await WorldAsync(services => services
            .AddSingleton<IPasswords>(passwords)
            .AddSingleton<SignUp>()
            .AddSingleton<LogIn>());
        Assert.IsType<SignInOutcome.SignedIn>(await world.Get<SignUp>().ExecuteAsync(Email, Password, new SessionOrigin("192.0.2.200", null), Ct));
        return (world, passwords);
    }
}
