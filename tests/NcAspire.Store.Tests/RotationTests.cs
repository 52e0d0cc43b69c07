using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NcAspire.Core.Instances;
using NcAspire.Core.Secrets;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Store.Tests;

public sealed class RotationTests(EmbeddedPostgres postgres, SchemaTemplate template) : StoreTest(postgres, template)
{
    private const string Value = "sk-0123456789abcdef-AAAA";
    private const string Newer = "sk-0123456789abcdef-BBBB";

    private readonly TestMasterKeys _masters = new();

    private IKeyUseStore Uses => Services.GetRequiredService<IKeyUseStore>();

    private RotateKeys Rotation => new(Uses, _masters, NullLogger<RotateKeys>.Instance);

    [Fact]
    public async Task Everything_is_wrapped_anew_and_then_the_earlier_key_is_not_needed()
    {
        var instances = await ManyAsync(4);
        var former = _masters.Current;
        var times = await ScalarAsync<string>("select string_agg(updated_at::text, ',' order by instance_id, name) from instance_secrets");
        _masters.Change();

        var rotation = await Rotation.ExecuteAsync(Somebody, Ct);

        Assert.Equal(new KeyRotation(_masters.Current.Id, 8, 0, 8, 0), rotation);
        Assert.Equal([new KeyUse(_masters.Current.Id, 8)], await Uses.ListAsync(Ct));
        _masters.Forget(former);
        foreach (var instance in instances)
        {
            Assert.Equal(Value, await OpenAsync(instance));
        }

        Assert.Equal(times, await ScalarAsync<string>("select string_agg(updated_at::text, ',' order by instance_id, name) from instance_secrets"));
        Assert.Equal($"8 to {_masters.Current.Id}", await ScalarAsync<string>("select detail from audit_log where action = 'secret.rewrap'"));
        Assert.Equal(new KeyRotation(_masters.Current.Id, 8, 0, 0, 0), await Rotation.ExecuteAsync(Somebody, Ct));
    }

    [Fact]
    public async Task A_rotation_that_stopped_half_way_goes_on_where_it_was()
    {
        await ManyAsync(3);
        var former = _masters.Current;
        _masters.Change();

        var part = await Uses.RewrapAsync([former.Id], null, 4, s => Anew(s, former), Somebody, Ct);

        Assert.Equal(4, part.Rewrapped);
        Assert.Equal([2L, 4L], (await Uses.ListAsync(Ct)).Select(u => u.Secrets).Order());
        Assert.Equal(new KeyRotation(_masters.Current.Id, 6, 0, 2, 0), await Rotation.ExecuteAsync(Somebody, Ct));
    }

    [Fact]
    public async Task Many_at_once_wrap_each_secret_once()
    {
        await ManyAsync(10);
        _masters.Change();

        var parts = await RaceAsync(_ => Rotation.ExecuteAsync(Somebody, Ct));

        Assert.Equal(20, parts.Sum(p => p.Rewrapped));
        Assert.Equal([new KeyUse(_masters.Current.Id, 20)], await Uses.ListAsync(Ct));
    }

    [Fact]
    public async Task What_somebody_writes_meanwhile_has_the_last_word()
    {
        var instance = Assert.Single(await ManyAsync(1));
        var former = _masters.Current;
        _masters.Change();
        Task<ChangeOutcome>? write = null;

        // The write comes while the secret is read and not written yet, and waits for its lock.
        var batch = await Uses.RewrapAsync(
            [former.Id],
            null,
            100,
            secret =>
            {
                if (write is null)
                {
                    write = WriteAsync(instance, Newer);
                    SomeoneIsBlockedAsync().GetAwaiter().GetResult();
                }

                return Anew(secret, former);
            },
            Somebody,
            Ct);

        Assert.Equal(2, batch.Rewrapped);
        Assert.NotNull(write);
        Assert.IsType<ChangeOutcome.Accepted>(await write);
        Assert.Equal(Newer, await OpenAsync(instance));
    }

    [Fact]
    public async Task What_is_being_written_is_passed_over_and_comes_next_time()
    {
        var instance = Assert.Single(await ManyAsync(1));
        _masters.Change();
        await using var connection = await Database.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "select from instance_secrets where name = 'OPENAI_API_KEY' for update";
        await command.ExecuteNonQueryAsync(Ct);

        Assert.Equal(new KeyRotation(_masters.Current.Id, 2, 1, 1, 0), await Rotation.ExecuteAsync(Somebody, Ct));

        await transaction.RollbackAsync(Ct);
        Assert.Equal(new KeyRotation(_masters.Current.Id, 2, 0, 1, 0), await Rotation.ExecuteAsync(Somebody, Ct));
        Assert.Equal(Value, await OpenAsync(instance));
    }

    [Fact]
    public async Task What_cannot_be_opened_stays_as_it_is_and_holds_nothing_up()
    {
        var instances = await ManyAsync(3);
        await ExecuteAsync("update instance_secrets set tag = '' , wrapped_key = '' where instance_id = @Id", new { Id = instances[0].Id.Value });
        await ExecuteAsync("update instance_secrets set name = 'FORMER_KEY' where instance_id = @Id and name = 'GEMINI_API_KEY'", new { Id = instances[1].Id.Value });
        _masters.Change();

        // The one whose name changed is bound to the other name; a secret of a name that the catalog lost would be wrapped anew.
        Assert.Equal(new KeyRotation(_masters.Current.Id, 6, 3, 3, 3), await Rotation.ExecuteAsync(Somebody, Ct));
        Assert.Equal(new KeyRotation(_masters.Current.Id, 6, 3, 0, 3), await Rotation.ExecuteAsync(Somebody, Ct));
        Assert.Equal(Value, await OpenAsync(instances[2]));
    }

    [Fact]
    public async Task A_secret_whose_name_the_catalog_lost_is_wrapped_anew_too()
    {
        var instance = Assert.Single(await ManyAsync(1));
        var former = SecretName.Stored("FORMER_KEY");
        var stored = Envelope.Seal(Value, instance.Id, former, _masters.Current);
        await ExecuteAsync(
            """
            update instance_secrets set name = 'FORMER_KEY', wrapped_key = @WrappedKey, nonce = @Nonce, ciphertext = @Ciphertext, tag = @Tag
            where name = 'GEMINI_API_KEY'
            """,
            stored);
        _masters.Change();

        Assert.Equal(new KeyRotation(_masters.Current.Id, 2, 0, 2, 0), await Rotation.ExecuteAsync(Somebody, Ct));
    }

    [Fact]
    public async Task A_missing_earlier_key_is_told_and_nothing_is_lost()
    {
        var instance = Assert.Single(await ManyAsync(1));
        var former = _masters.Current;
        _masters.Change();
        await WriteAsync(instance, Newer);
        var before = await ScalarAsync<string>("select string_agg(s::text, ';' order by name) from instance_secrets s");
        _masters.Forget(former);

        Assert.Equal(new KeyRotation(_masters.Current.Id, 2, 1, 0, 1), await Rotation.ExecuteAsync(Somebody, Ct));

        Assert.Equal(before, await ScalarAsync<string>("select string_agg(s::text, ';' order by name) from instance_secrets s"));
        var fault = await Assert.ThrowsAsync<VaultException>(() => new CheckMasterKeys(Uses, _masters).ExecuteAsync(Ct));
        Assert.False(fault.IsTransient);
        Assert.Contains($"The master key {former.Id}, which wraps one secret, is not among those", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_secret_that_was_changed_does_not_look_like_a_wrong_key()
    {
        await ManyAsync(1);
        await ExecuteAsync("update instance_secrets set tag = '' where name = 'OPENAI_API_KEY'");

        await new CheckMasterKeys(Uses, _masters).ExecuteAsync(Ct);

        await ExecuteAsync("update instance_secrets set tag = ''");
        var fault = await Assert.ThrowsAsync<VaultException>(() => new CheckMasterKeys(Uses, _masters).ExecuteAsync(Ct));
        Assert.Contains("does not open what it wraps (2 secrets)", fault.Message, StringComparison.Ordinal);
    }

    private SealedSecret Anew(StoredSecret secret, MasterKey former) =>
        Envelope.Rewrap(secret.Sealed, secret.Instance, secret.Name, former, _masters.Current);

    private async Task<IReadOnlyList<Instance>> ManyAsync(int count)
    {
        var user = await AddUserAsync();
        var instances = new List<Instance>();
        for (var i = 0; i < count; i++)
        {
            instances.Add(await AddInstanceAsync(user, $"instance-{i}"));
            await WriteAsync(instances[i], Value, SecretCatalog.OpenAi, SecretCatalog.Gemini);
        }

        return instances;
    }

    private Task<ChangeOutcome> WriteAsync(Instance instance, string value, params SecretDefinition[] secrets) => Instances.RequestAsync(
        instance.Id,
        Change(OperationKind.Configure, whenIdle: false) with
        {
            Secrets =
            [
                .. (secrets is [] ? [SecretCatalog.OpenAi] : secrets).Select(s => new SecretChange(
                    s.Name, new NewSecret(Envelope.Seal(value, instance.Id, s.Name, _masters.Current), value[^4..]))),
            ],
        },
        Somebody,
        Ct);

    private Task<string?> OpenAsync(Instance instance) =>
        new SecretReader(Services.GetRequiredService<ISecretStore>(), _masters).OpenAsync(instance.Id, SecretCatalog.OpenAi.Name, Ct);
}
