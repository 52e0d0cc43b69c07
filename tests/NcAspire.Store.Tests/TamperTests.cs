using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Instances;
using NcAspire.Core.Secrets;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Store.Tests;

/// <summary>Somebody writes to the table of secrets. He gets an error, and never the secret of somebody else under another name.</summary>
public sealed class TamperTests(EmbeddedPostgres postgres, SchemaTemplate template) : StoreTest(postgres, template)
{
    private const string Ada = "sk-of-ada-0123456789abcdef";
    private const string AdaOther = "sk-of-ada-too-0123456789abcdef";
    private const string Bob = "sk-of-bob-0123456789abcdef";

    private readonly TestMasterKeys _masters = new();

    [Theory]
    [InlineData("wrapped_key = set_byte(wrapped_key, 0, get_byte(wrapped_key, 0) # 1)")]
    [InlineData("wrapped_key = set_byte(wrapped_key, 59, get_byte(wrapped_key, 59) # 1)")]
    [InlineData("wrapped_key = substring(wrapped_key from 1 for 32)")]
    [InlineData("wrapped_key = ''")]
    [InlineData("wrapped_key = wrapped_key || '\\x00'::bytea")]
    [InlineData("nonce = set_byte(nonce, 0, get_byte(nonce, 0) # 1)")]
    [InlineData("nonce = ''")]
    [InlineData("ciphertext = set_byte(ciphertext, 0, get_byte(ciphertext, 0) # 1)")]
    [InlineData("ciphertext = ''")]
    [InlineData("ciphertext = substring(ciphertext from 1 for 5)")]
    [InlineData("tag = set_byte(tag, 15, get_byte(tag, 15) # 128)")]
    [InlineData("tag = substring(tag from 1 for 12)")]
    [InlineData("version = 0")]
    [InlineData("version = 2")]
    [InlineData("key_id = 'nobodys'")]
    [InlineData("key_id = ''")]
    public async Task A_changed_column_is_a_clear_error(string change)
    {
        var (ada, bob) = await TwoAsync();

        await ExecuteAsync($"update instance_secrets set {change} where instance_id = @Id and name = 'OPENAI_API_KEY'", new { Id = ada.Id.Value });

        await AssertRefusedAsync(ada.Id, SecretCatalog.OpenAi);
        Assert.Equal(AdaOther, await OpenAsync(ada.Id, SecretCatalog.Gemini));
        Assert.Equal(Bob, await OpenAsync(bob.Id, SecretCatalog.OpenAi));
    }

    [Fact]
    public async Task Another_key_s_id_is_a_clear_error()
    {
        var (ada, _) = await TwoAsync();
        var earlier = _masters.Current;
        _masters.Change();
        await Services.GetRequiredService<IKeyUseStore>().RewrapAsync(
            [earlier.Id], null, 100, s => Envelope.Rewrap(s.Sealed, s.Instance, s.Name, earlier, _masters.Current), Somebody, Ct);
        Assert.Equal(Ada, await OpenAsync(ada.Id, SecretCatalog.OpenAi));

        await ExecuteAsync("update instance_secrets set key_id = @Id", new { earlier.Id });

        await AssertRefusedAsync(ada.Id, SecretCatalog.OpenAi);
    }

    [Theory]
    [InlineData("wrapped_key, nonce, ciphertext, tag, key_id, version, last4")]
    [InlineData("ciphertext, nonce, tag")]
    [InlineData("wrapped_key")]
    public async Task What_was_copied_from_another_instance_or_another_name_is_a_clear_error(string columns)
    {
        var (ada, bob) = await TwoAsync();
        var set = string.Join(", ", columns.Split(", ").Select(c => $"{c} = s.{c}"));
        var sql = $"update instance_secrets t set {set} from instance_secrets s where s.name = 'OPENAI_API_KEY' and s.instance_id = @From and t.instance_id = @To and t.name = @Name";

        await ExecuteAsync(sql, new { From = ada.Id.Value, To = bob.Id.Value, Name = "OPENAI_API_KEY" });
        await ExecuteAsync(sql, new { From = ada.Id.Value, To = ada.Id.Value, Name = "GEMINI_API_KEY" });

        await AssertRefusedAsync(bob.Id, SecretCatalog.OpenAi);
        await AssertRefusedAsync(ada.Id, SecretCatalog.Gemini);
        Assert.Equal(Ada, await OpenAsync(ada.Id, SecretCatalog.OpenAi));
    }

    [Fact]
    public async Task Rows_that_changed_places_are_a_clear_error()
    {
        var (ada, bob) = await TwoAsync();

        await ExecuteAsync(
            """
            create temp table swapped as select * from instance_secrets where name = 'OPENAI_API_KEY';
            update swapped set instance_id = case instance_id when @Ada then @Bob::uuid else @Ada::uuid end;
            delete from instance_secrets where name = 'OPENAI_API_KEY';
            insert into instance_secrets select * from swapped;
            """,
            new { Ada = ada.Id.Value, Bob = bob.Id.Value });

        await AssertRefusedAsync(ada.Id, SecretCatalog.OpenAi);
        await AssertRefusedAsync(bob.Id, SecretCatalog.OpenAi);
    }

    private async Task<(Instance Ada, Instance Bob)> TwoAsync()
    {
        var user = await AddUserAsync();
        var ada = await AddRunningAsync(user, "ada");
        var bob = await AddRunningAsync(user, "bob");
        await WriteAsync(ada, (SecretCatalog.OpenAi, Ada), (SecretCatalog.Gemini, AdaOther));
        await WriteAsync(bob, (SecretCatalog.OpenAi, Bob));
        return (ada, bob);
    }

    private async Task WriteAsync(Instance instance, params (SecretDefinition Secret, string Value)[] secrets) =>
        Assert.IsType<ChangeOutcome.Accepted>(await Instances.RequestAsync(
            instance.Id,
            Change(OperationKind.Configure, whenIdle: false) with
            {
                Secrets =
                [
                    .. secrets.Select(s => new SecretChange(
                        s.Secret.Name, new NewSecret(Envelope.Seal(s.Value, instance.Id, s.Secret.Name, _masters.Current), s.Value[^4..]))),
                ],
            },
            Somebody,
            Ct));

    private async Task AssertRefusedAsync(InstanceId instance, SecretDefinition secret)
    {
        var fault = await Assert.ThrowsAsync<VaultException>(() => OpenAsync(instance, secret));
        Assert.False(fault.IsTransient);
        Assert.All((string[])[Ada, AdaOther, Bob], value => Assert.DoesNotContain(value, fault.ToString(), StringComparison.Ordinal));
    }

    private Task<string?> OpenAsync(InstanceId instance, SecretDefinition secret) =>
        new SecretReader(Services.GetRequiredService<ISecretStore>(), _masters).OpenAsync(instance, secret.Name, Ct);
}
