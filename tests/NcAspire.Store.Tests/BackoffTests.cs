using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Accounts;
using NcAspire.Testing;

namespace NcAspire.Store.Tests;

public sealed class BackoffTests(EmbeddedPostgres postgres, SchemaTemplate template) : StoreTest(postgres, template)
{
    private static readonly Backoff _backoff = new(2, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60), TimeSpan.FromHours(1));

    private IRateLimiter Limiter => Services.GetRequiredService<IRateLimiter>();

    [Fact]
    public async Task Each_wait_is_twice_the_one_before_up_to_the_longest()
    {
        Assert.True((await AttemptAsync()).Allowed);
        foreach (var seconds in (int[])[0, 10, 20, 40, 60, 60])
        {
            Assert.True((await AttemptAsync()).Allowed);
            if (seconds > 0)
            {
                var refused = await AttemptAsync();
                Assert.False(refused.Allowed);
                Assert.InRange(refused.RetryAfter, TimeSpan.FromSeconds(seconds - 8), TimeSpan.FromSeconds(seconds));
            }

            await OpenAsync();
        }
    }

    [Fact]
    public async Task A_refused_attempt_makes_no_wait_longer()
    {
        await FailAsync(3);

        for (var i = 0; i < 20; i++)
        {
            Assert.InRange((await AttemptAsync()).RetryAfter, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public async Task Of_attempts_at_one_moment_one_gets_through()
    {
        await FailAsync(5);

        Assert.Single(await RaceAsync(_ => AttemptAsync()), d => d.Allowed);
    }

    [Fact]
    public async Task No_more_than_the_free_ones_and_one_get_through_at_the_first_moment() =>
        Assert.Equal(3, (await RaceAsync(_ => AttemptAsync())).Count(d => d.Allowed));

    [Fact]
    public async Task A_right_one_or_a_long_time_forgets_the_wrong_ones()
    {
        await FailAsync(4);
        await Limiter.ResetAsync("key", Ct);
        Assert.True((await AttemptAsync()).Allowed);
        Assert.True((await AttemptAsync()).Allowed);

        await FailAsync(4);
        await ExecuteAsync("update rate_limits set window_ends = now()");
        Assert.True((await AttemptAsync()).Allowed);
        Assert.True((await AttemptAsync()).Allowed);
    }

    [Fact]
    public async Task However_many_there_were_the_wait_can_be_counted()
    {
        await FailAsync(1);
        await ExecuteAsync("update rate_limits set hits = 9000000000");

        Assert.True((await AttemptAsync()).Allowed);
        Assert.InRange((await AttemptAsync()).RetryAfter, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
    }

    private Task<RateDecision> AttemptAsync() => Limiter.AttemptAsync("key", _backoff, Ct);

    private async Task FailAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await OpenAsync();
            Assert.True((await AttemptAsync()).Allowed);
        }

        if (times > 3)
        {
            await OpenAsync();
        }
    }

    private Task OpenAsync() => ExecuteAsync("update rate_limits set opens_at = clock_timestamp() - interval '1 second'");
}
