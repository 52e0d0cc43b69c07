using NcAspire.Core.Accounts;
using NcAspire.Core.Operators;

namespace NcAspire.Core.Tests.Operators;

public sealed class AuthenticateOperatorTests
{
    private const string Right = "operators-token";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Right, typeof(OperatorOutcome.Allowed))]
    [InlineData("operators-token ", typeof(OperatorOutcome.Refused))]
    [InlineData("Operators-token", typeof(OperatorOutcome.Refused))]
    [InlineData("", typeof(OperatorOutcome.Refused))]
    [InlineData(null, typeof(OperatorOutcome.Refused))]
    public async Task Only_the_token_itself_is_let_in(string? token, Type outcome) =>
        Assert.IsType(outcome, await Authenticate(new CountingLimiter()).ExecuteAsync(token, "192.0.2.7", Ct));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task Without_a_hash_nobody_is_let_in_and_nothing_is_counted(string? hash)
    {
        var limiter = new CountingLimiter();
        var authenticate = new AuthenticateOperator(limiter, new OpsOptions { TokenHash = hash });

        Assert.IsType<OperatorOutcome.NotThere>(await authenticate.ExecuteAsync(Right, "192.0.2.7", Ct));
        Assert.IsType<OperatorOutcome.NotThere>(await authenticate.ExecuteAsync("", "192.0.2.7", Ct));
        Assert.Empty(limiter.Hits);
    }

    [Fact]
    public async Task An_address_that_guesses_is_shut_out_even_with_the_right_token()
    {
        var limiter = new CountingLimiter();
        var authenticate = Authenticate(limiter);
        for (var guess = 0; guess < 3; guess++)
        {
            Assert.IsType<OperatorOutcome.Refused>(await authenticate.ExecuteAsync($"guess-{guess}", "192.0.2.7", Ct));
        }

        Assert.IsType<OperatorOutcome.TooMany>(await authenticate.ExecuteAsync(Right, "192.0.2.7", Ct));
        Assert.IsType<OperatorOutcome.Allowed>(await authenticate.ExecuteAsync(Right, "192.0.2.8", Ct));
    }

    [Fact]
    public async Task A_right_token_costs_nothing()
    {
        var authenticate = Authenticate(new CountingLimiter());
        for (var call = 0; call < 20; call++)
        {
            Assert.IsType<OperatorOutcome.Allowed>(await authenticate.ExecuteAsync(Right, "192.0.2.7", Ct));
        }
    }

    private static AuthenticateOperator Authenticate(IRateLimiter limiter) => new(
        limiter, new OpsOptions { TokenHash = Convert.ToHexString(Token.Hash(Right)), AttemptsPerAddress = 3 });

    private sealed class CountingLimiter : IRateLimiter
    {
        public Dictionary<string, int> Hits { get; } = [];

        public Task<RateDecision> HitAsync(string key, int limit, TimeSpan window, CancellationToken cancellationToken)
        {
            Hits[key] = Hits.GetValueOrDefault(key) + 1;
            return Task.FromResult(new RateDecision(Hits[key] <= limit, window));
        }

        public Task<RateDecision> AttemptAsync(string key, Backoff backoff, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task ResetAsync(string key, CancellationToken cancellationToken)
        {
            Hits.Remove(key);
            return Task.CompletedTask;
        }
    }
}
