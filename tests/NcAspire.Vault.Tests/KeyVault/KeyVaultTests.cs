using System.Security.Cryptography;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NcAspire.Core.Secrets;
using NcAspire.Testing;
using NcAspire.Vault.KeyVault;

namespace NcAspire.Vault.Tests.KeyVault;

public sealed class KeyVaultTests : IAsyncLifetime
{
    private readonly TestCredential _credential = new();
    private readonly LogLines _log = new();
    private FakeKeyVault? _vault;
    private IHost? _host;
    private bool _isStarted;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private FakeKeyVault Vault => _vault ?? throw new InvalidOperationException("The test has not begun.");

    public async ValueTask InitializeAsync() => _vault = await FakeKeyVault.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_isStarted)
        {
            await Host.StopAsync(CancellationToken.None);
        }

        _host?.Dispose();
        await Vault.DisposeAsync();
    }

    [Fact]
    public async Task The_newest_version_is_the_current_key_after_the_challenge_was_answered()
    {
        Vault.Add(New());
        var value = New();
        var version = Vault.Add(value);

        var key = await Keys().CurrentAsync(Ct);

        Assert.Equal($"kv-{version}", key.Id);
        Assert.Equal(value, Convert.ToBase64String(key.Value.Span));
        Assert.Equal(["GET /secrets/master", $"GET /secrets/master Bearer {FakeKeyVault.Token}"], Vault.Requests);
    }

    [Fact]
    public async Task An_earlier_version_is_found_by_its_id()
    {
        var value = New();
        var version = Vault.Add(value);
        Vault.Add(New());

        Assert.Equal(value, Convert.ToBase64String((await Keys().FindAsync($"kv-{version}", Ct)).Value.Span));
        Assert.Contains($"GET /secrets/master/{version} Bearer {FakeKeyVault.Token}", Vault.Requests);
    }

    [Fact]
    public async Task What_was_read_once_is_never_asked_for_again_and_outlives_the_vault()
    {
        var former = Vault.Add(New());
        var current = Vault.Add(New());
        var keys = Keys();
        await keys.CurrentAsync(Ct);
        await keys.FindAsync($"kv-{former}", Ct);
        var requests = Vault.Requests.Count;
        await Vault.StopAsync();

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal($"kv-{current}", (await keys.CurrentAsync(Ct)).Id);
            Assert.Equal($"kv-{current}", (await keys.FindAsync($"kv-{current}", Ct)).Id);
            Assert.Equal($"kv-{former}", (await keys.FindAsync($"kv-{former}", Ct)).Id);
        }

        Assert.Equal(requests, Vault.Requests.Count);
    }

    [Fact]
    public async Task Many_who_need_a_key_at_once_ask_once()
    {
        Vault.Add(New());
        var keys = Keys();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => keys.CurrentAsync(Ct).AsTask()));

        Assert.Equal(2, Vault.Requests.Count);
    }

    [Fact]
    public async Task A_new_version_is_seen_after_a_while_and_a_vault_that_is_away_changes_nothing()
    {
        var first = Vault.Add(New());
        var keys = Keys("Refresh=00:00:01");
        await Host.StartAsync(Ct);
        _isStarted = true;
        Assert.Equal($"kv-{first}", (await keys.CurrentAsync(Ct)).Id);

        Vault.Trouble = async context =>
        {
            await FakeKeyVault.ProblemAsync(context, 503, "Unavailable");
            return true;
        };
        await Eventually.TrueAsync(() => Task.FromResult(_log.ToString().Contains("could not be looked up", StringComparison.Ordinal)), Ct);
        Assert.Equal($"kv-{first}", (await keys.CurrentAsync(Ct)).Id);

        var second = Vault.Add(New());
        Vault.Trouble = null;
        await Eventually.TrueAsync(async () => (await keys.CurrentAsync(Ct)).Id == $"kv-{second}", Ct);
        Assert.Equal($"kv-{first}", (await keys.FindAsync($"kv-{first}", Ct)).Id);
    }

    [Theory]
    [InlineData(403, false, "does not let this program's identity read")]
    [InlineData(400, false, "gave an answer that is none")]
    [InlineData(408, true, "too busy")]
    [InlineData(429, true, "too busy")]
    [InlineData(500, true, "too busy")]
    [InlineData(503, true, "too busy")]
    public async Task Each_refusal_says_what_it_means(int status, bool isTransient, string meaning)
    {
        Vault.Add(New());
        Vault.Trouble = async context =>
        {
            await FakeKeyVault.ProblemAsync(context, status, "Trouble");
            return true;
        };

        await FailAsync(isTransient, meaning);
    }

    [Fact]
    public async Task A_token_that_the_vault_refuses_is_definite()
    {
        Vault.Add(New());
        _credential.Token = "another one";

        await FailAsync(isTransient: false, "does not accept this program's identity");
    }

    [Fact]
    public async Task Without_an_identity_there_may_be_one_later()
    {
        Vault.Add(New());
        _credential.Fault = new CredentialUnavailableException("None of them.");

        await FailAsync(isTransient: true, "has no identity");
    }

    [Fact]
    public async Task A_secret_or_version_that_is_not_there_is_definite()
    {
        await FailAsync(isTransient: false, "does not have the secret master");
        Vault.Add(New());
        var keys = Keys();

        var fault = await Assert.ThrowsAsync<VaultException>(async () => await keys.FindAsync("kv-0123456789abcdef", Ct));

        Assert.False(fault.IsTransient);
        Assert.Contains("does not have version 0123456789abcdef", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("local-0123456789abcdef")]
    [InlineData("kv-")]
    [InlineData("kv-../../keys/x")]
    [InlineData("kv-a?b")]
    [InlineData("")]
    public async Task What_can_be_no_version_is_not_asked_for(string id)
    {
        var keys = Keys();

        var fault = await Assert.ThrowsAsync<VaultException>(async () => await keys.FindAsync(id, Ct));

        Assert.False(fault.IsTransient);
        Assert.Empty(Vault.Requests);
    }

    [Fact]
    public async Task A_vault_that_is_throttled_for_long_is_not_waited_for()
    {
        Vault.Add(New());
        Vault.Trouble = async context =>
        {
            context.Response.Headers.RetryAfter = "600";
            await FakeKeyVault.ProblemAsync(context, 429, "Throttled");
            return true;
        };

        await FailAsync(isTransient: true, "in time", "Timeout=00:00:00.3");
    }

    [Fact]
    public async Task A_short_throttling_is_waited_for()
    {
        var version = Vault.Add(New());
        var throttled = 0;
        Vault.Trouble = async context =>
        {
            if (Interlocked.Increment(ref throttled) > 1)
            {
                return false;
            }

            context.Response.Headers.RetryAfter = "0";
            await FakeKeyVault.ProblemAsync(context, 429, "Throttled");
            return true;
        };

        Assert.Equal($"kv-{version}", (await Keys().CurrentAsync(Ct)).Id);
    }

    [Fact]
    public async Task A_vault_that_never_answers_is_given_up()
    {
        Vault.Trouble = async context =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                .ContinueWith(_ => true, TaskScheduler.Default);
            return true;
        };

        await FailAsync(isTransient: true, "", "Timeout=00:00:00.3");
    }

    [Fact]
    public async Task A_vault_that_is_not_there_may_be_there_later()
    {
        var keys = Keys();
        await Vault.StopAsync();

        var fault = await Assert.ThrowsAsync<VaultException>(async () => await keys.CurrentAsync(Ct));

        Assert.True(fault.IsTransient);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_no_fault_of_the_vault()
    {
        using var patience = new CancellationTokenSource();
        Vault.Trouble = async context =>
        {
            await patience.CancelAsync();
            return false;
        };
        var keys = Keys();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await keys.CurrentAsync(patience.Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("canary")]
    [InlineData("Y2FuYXJ5")]
    public async Task A_value_that_is_no_key_is_refused_and_never_repeated(string value)
    {
        Vault.Add(value);

        var fault = await FailAsync(isTransient: false, "is not the base64 of 32 bytes");

        Assert.True(value is "" || !fault.ToString().Contains(value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_of_another_version_is_refused()
    {
        var version = Vault.Add(New());
        var keys = Keys();
        Vault.Trouble = async context =>
        {
            if (context.Request.Headers.Authorization.Count is 0)
            {
                return false;
            }

            await Vault.SecretAsync(context, "ffffffffffffffff", New());
            return true;
        };

        var fault = await Assert.ThrowsAsync<VaultException>(async () => await keys.FindAsync($"kv-{version}", Ct));

        Assert.Contains("another version", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"value\":3}")]
    public async Task An_answer_that_is_none_is_definite(string body)
    {
        Vault.Trouble = async context =>
        {
            if (context.Request.Headers.Authorization.Count is 0)
            {
                return false;
            }

            await context.Response.WriteAsync(body);
            return true;
        };

        await FailAsync(isTransient: false, "");
    }

    [Fact]
    public async Task Nothing_of_a_key_is_logged()
    {
        var value = New();
        Vault.Add(value);

        await Keys().CurrentAsync(Ct);

        Assert.Contains("are wrapped with the master key", _log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(value, _log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(FakeKeyVault.Token, _log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Uri=http://vault.example", "must begin with https://")]
    [InlineData("Uri=", "must be the address")]
    [InlineData("Secret=", "must be the name")]
    [InlineData("Secret=a/b", "takes 1 to 127 letters")]
    [InlineData("Refresh=00:00:00", "takes a second to a day")]
    [InlineData("Timeout=00:05:00", "takes 0.1 to 60 seconds")]
    public async Task A_setting_that_cannot_work_is_refused_with_the_reason(string setting, string reason)
    {
        Build(setting);

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => Host.StartAsync(Ct));

        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    private static string New() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private IHost Host => _host ?? throw new InvalidOperationException("There is no host yet.");

    private async Task<VaultException> FailAsync(bool isTransient, string meaning, params string[] settings)
    {
        var keys = Keys(settings);
        var fault = await Assert.ThrowsAsync<VaultException>(async () => await keys.CurrentAsync(Ct));
        Assert.True(fault.IsTransient == isTransient, fault.ToString());
        Assert.Contains(meaning, fault.Message, StringComparison.Ordinal);
        return fault;
    }

    private IMasterKeys Keys(params string[] settings)
    {
        Build(settings);
        return Host.Services.GetRequiredService<IMasterKeys>();
    }

    private void Build(params string[] settings)
    {
        _host?.Dispose();
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            ((string[])[$"Uri={Vault.Address}", "Secret=master", .. settings])
            .Select(s => s.Split('=', 2))
            .Reverse()
            .DistinctBy(s => s[0])
            .Select(s => KeyValuePair.Create($"{KeyVaultOptions.Section}:{s[0]}", (string?)s[1])));
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log);
        builder.AddKeyVault();
        builder.Services.AddSingleton<TokenCredential>(_credential);
        builder.Services.AddSingleton(provider =>
        {
            var client = KeyVaultExtensions.ClientOptions(provider.GetRequiredService<IOptions<KeyVaultOptions>>().Value);
            client.DisableChallengeResourceVerification = true;
            client.Transport = new HttpClientTransport(Vault.NewHandler());
            return client;
        });
        _host = builder.Build();
    }
}
