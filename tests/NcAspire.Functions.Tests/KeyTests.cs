using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Secrets;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

/// <summary>Master keys as operators see them, and the check at the start.</summary>
public sealed class KeyTests(EmbeddedPostgres postgres, SchemaTemplate template)
{
    private const string Token = "operators-of-the-test";
    private const string Value = "sk-0123456789abcdef-AAAA";

    private readonly TestMasterKeys _masters = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operators_see_what_each_key_wraps_and_wrap_it_anew_without_a_pause()
    {
        await using var api = await StartAsync(await template.CopyAsync(postgres, Ct));
        using var operators = new Person(api, Token);
        var former = _masters.Current;
        Assert.Equal($"{former.Id} True 0", await ListAsync(operators));
        using var ada = await CreateAsync(api);
        Assert.Equal($"{former.Id} True 2", await ListAsync(operators));
        _masters.Change();

        var answer = (await operators.PostAsync("ops/keys/rotate")).Expect(200);

        Assert.Equal((2, 0, 2), (answer.Json.GetProperty("total").GetInt32(), answer.Json.GetProperty("left").GetInt32(), answer.Json.GetProperty("rewrapped").GetInt32()));
        Assert.Equal($"{_masters.Current.Id} True 2", await ListAsync(operators));
        Assert.Equal(
            $"operator.call POST /api/ops/keys/rotate; secret.rewrap 2 to {_masters.Current.Id}",
            await api.ScalarAsync<string>(
                "select string_agg(action || ' ' || detail, '; ' order by action) from audit_log where action in ('operator.call', 'secret.rewrap')"));
        Assert.DoesNotContain(Value, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_that_is_away_is_told_and_changes_nothing()
    {
        await using var api = await StartAsync(await template.CopyAsync(postgres, Ct));
        using var operators = new Person(api, Token);
        _masters.IsAway = true;

        (await operators.PostAsync("ops/keys/rotate")).ExpectProblem(503, "unavailable");
        (await operators.GetAsync("ops/keys")).ExpectProblem(503, "unavailable");
    }

    [Fact]
    public async Task A_wrong_master_key_is_one_sentence_at_the_start_and_nothing_is_lost()
    {
        var database = await template.CopyAsync(postgres, Ct);
        await using (var api = await StartAsync(database))
        {
            using var ada = await CreateAsync(api);
        }

        var former = _masters.Current;
        _masters.Change();
        _masters.Forget(former);
        var fault = await Assert.ThrowsAsync<VaultException>(() => StartAsync(database));
        Assert.StartsWith($"The master key {former.Id}, which wraps 2 secrets, is not among those", fault.Message, StringComparison.Ordinal);

        // The right key under the same id is another value: what a restored or retyped vault would give.
        var wrong = new WrongKeys(former.Id);
        fault = await Assert.ThrowsAsync<VaultException>(() => StartAsync(database, wrong));
        Assert.StartsWith($"The master key {former.Id} does not open what it wraps (2 secrets)", fault.Message, StringComparison.Ordinal);

        await using var again = await StartAsync(database, new WrongKeys(former.Id, former));
        using var person = new Person(again, Token);
        Assert.Equal($"{former.Id} True 2", await ListAsync(person));
    }

    [Fact]
    public async Task A_vault_that_is_away_at_the_start_is_no_wrong_key()
    {
        _masters.IsAway = true;

        await using var api = await StartAsync(await template.CopyAsync(postgres, Ct));

        Assert.Contains("could not be checked whether the master keys open", api.Log.ToString(), StringComparison.Ordinal);
        using var ada = await api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
    }

    private static async Task<Person> CreateAsync(Api api)
    {
        var ada = await api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        await ada.FinishAsync(await ada.PutAsync("instances/ada/llm", new { keys = new { OPENAI_API_KEY = Value, QWEN_API_KEY = Value } }));
        return ada;
    }

    private static async Task<string> ListAsync(Person operators) => string.Join(
        "; ",
        (await operators.GetAsync("ops/keys")).Expect(200).Json.GetProperty("items").EnumerateArray()
            .Select(k => $"{k.GetProperty("id")} {k.GetProperty("current")} {k.GetProperty("secrets")}"));

    private Task<Api> StartAsync(string database, IMasterKeys? masters = null) => Api.StartAsync(
        database,
        services => services.AddSingleton(masters ?? _masters),
        $"Ops:TokenHash={Convert.ToHexString(Core.Accounts.Token.Hash(Token))}");

    private sealed class WrongKeys(string id, MasterKey? right = null) : IMasterKeys
    {
        private readonly MasterKey _key = right ?? new MasterKey(id, new byte[MasterKey.Length]);

        public ValueTask<MasterKey> CurrentAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_key);

        public ValueTask<MasterKey> FindAsync(string id, CancellationToken cancellationToken) => ValueTask.FromResult(_key);
    }
}
