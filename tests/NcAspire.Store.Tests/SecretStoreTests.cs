using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Store.Tests;

public sealed class SecretStoreTests(EmbeddedPostgres postgres, SchemaTemplate template) : StoreTest(postgres, template)
{
    private const string OpenAi = "sk-0123456789abcdef-AAAA";
    private const string Other = "sk-0123456789abcdef-BBBB";

    private readonly TestMasterKeys _masters = new();

    private ISecretStore Secrets => Services.GetRequiredService<ISecretStore>();

    [Fact]
    public async Task A_secret_is_written_in_the_transaction_of_its_change()
    {
        var user = await AddUserAsync();
        var instance = await AddRunningAsync(user);
        var change = Settings(instance, (SecretCatalog.OpenAi, OpenAi), (SecretCatalog.Gemini, Other)) with
        {
            Model = ModelChoice.TryParse("google/gemini-3.1-pro-preview"),
        };

        var outcome = await Instances.RequestAsync(instance.Id, change, Somebody with { User = user }, Ct);

        var accepted = Assert.IsType<ChangeOutcome.Accepted>(outcome);
        Assert.Equal(change.Operation, accepted.Instance.Operation?.Id);
        Assert.Equal("google/gemini-3.1-pro-preview", accepted.Instance.Instance.Model?.ToString());
        Assert.Equal([("GEMINI_API_KEY", "BBBB"), ("OPENAI_API_KEY", "AAAA")], Ends(accepted.Instance.Secrets));
        Assert.Equal(Ends(accepted.Instance.Secrets), Ends(await Secrets.ListAsync(instance.Id, Ct)));
        Assert.Equal(OpenAi, await OpenAsync(instance.Id));
        Assert.Equal(
            "model google/gemini-3.1-pro-preview",
            await ScalarAsync<string>("select detail from audit_log where action = 'instance.configure'"));
        Assert.Equal(2, await ScalarAsync<int>(
            "select count(*) from audit_log where action = 'secret.write' and user_id = @User and detail in ('OPENAI_API_KEY', 'GEMINI_API_KEY')",
            new { User = user.Value }));
    }

    [Fact]
    public async Task What_the_owner_did_about_a_fault_ends_it_and_leaves_the_others()
    {
        var user = await AddUserAsync();
        var instance = await AddRunningAsync(user);
        var relay = Services.GetRequiredService<IRelayStore>();
        await relay.RecordFaultAsync(instance.Id, ModelVendors.Find("openai")!, ModelFaultKind.KeyRefused, Ct);
        await relay.RecordFaultAsync(instance.Id, ModelVendors.Find("google")!, ModelFaultKind.NoCredit, Ct);
        await relay.RecordFaultAsync(instance.Id, ModelVendors.Find("openrouter")!, ModelFaultKind.ModelUnknown, Ct);
        Assert.Equal(["openrouter", "google", "openai"], await FaultsAsync(instance.Id));

        await Instances.RequestAsync(instance.Id, Settings(instance, (SecretCatalog.OpenAi, OpenAi)), Somebody, Ct);
        Assert.Equal(["openrouter", "google"], await FaultsAsync(instance.Id));

        var model = Settings(instance) with { Model = ModelChoice.TryParse("openrouter/auto") };
        await Instances.RequestAsync(instance.Id, model, Somebody, Ct);
        Assert.Equal(["google"], await FaultsAsync(instance.Id));
    }

    [Fact]
    public async Task A_refused_change_writes_no_secret()
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        await RequestAsync(instance.Id, OperationKind.Delete);

        var outcome = await Instances.RequestAsync(instance.Id, Settings(instance, (SecretCatalog.OpenAi, OpenAi)), Somebody, Ct);

        Assert.IsType<ChangeOutcome.Busy>(outcome);
        Assert.Null(await Secrets.FindAsync(instance.Id, SecretCatalog.OpenAi.Name, Ct));
        Assert.Empty(await Secrets.ListAsync(instance.Id, Ct));
        Assert.Equal(0, await ScalarAsync<int>("select count(*) from audit_log where action like 'secret.%'"));
    }

    [Fact]
    public async Task A_change_that_fails_half_way_leaves_nothing()
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        await ExecuteAsync("alter table instance_secrets add constraint refused check (name <> 'GEMINI_API_KEY')");
        var change = Settings(instance, (SecretCatalog.OpenAi, OpenAi), (SecretCatalog.Gemini, Other));

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => Instances.RequestAsync(instance.Id, change, Somebody, Ct));

        Assert.Empty(await Secrets.ListAsync(instance.Id, Ct));
        Assert.Null((await FindAsync(instance.Id)).Operation);
        Assert.Equal(0, await ScalarAsync<int>("select count(*) from audit_log where action in ('secret.write', 'instance.configure')"));
    }

    [Fact]
    public async Task A_second_change_joins_the_configure_that_waits_and_has_the_last_word()
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        var first = Settings(instance, (SecretCatalog.OpenAi, OpenAi), (SecretCatalog.Gemini, OpenAi));
        await Instances.RequestAsync(instance.Id, first, Somebody, Ct);

        var outcome = await Instances.RequestAsync(
            instance.Id, Settings(instance, (SecretCatalog.OpenAi, Other), (SecretCatalog.Gemini, null)), Somebody, Ct);

        Assert.Equal(first.Operation, Assert.IsType<ChangeOutcome.Accepted>(outcome).Operation);
        Assert.Equal(Other, await OpenAsync(instance.Id));
        Assert.Equal([("OPENAI_API_KEY", "BBBB")], Ends(await Secrets.ListAsync(instance.Id, Ct)));
        Assert.Equal(1, await ScalarAsync<int>("select count(*) from operations where kind = 'configure'"));
    }

    [Fact]
    public async Task Parallel_writes_of_one_secret_end_in_one_of_them_whole()
    {
        var instance = await AddRunningAsync(await AddUserAsync());

        var values = await RaceAsync(async number =>
        {
            var value = $"sk-0123456789abcdef-{number:0000}";
            await Instances.RequestAsync(instance.Id, Settings(instance, (SecretCatalog.OpenAi, value)), Somebody, Ct);
            return value;
        });

        var kept = await OpenAsync(instance.Id);
        Assert.Contains(kept, values);
        Assert.Equal(kept?[^4..], Assert.Single(await Secrets.ListAsync(instance.Id, Ct)).Last4);
    }

    [Fact]
    public async Task A_list_shows_the_secrets_of_each_instance_and_stays_one_query()
    {
        var user = await AddUserAsync();
        var first = await AddRunningAsync(user, "ada");
        var second = await AddRunningAsync(user, "bob");
        await AddInstanceAsync(user, "none");
        await Instances.RequestAsync(first.Id, Settings(first, (SecretCatalog.OpenAi, OpenAi), (SecretCatalog.Zai, OpenAi)), Somebody, Ct);
        await Instances.RequestAsync(second.Id, Settings(second, (SecretCatalog.OpenAi, Other)), Somebody, Ct);
        using var commands = new CommandCount();

        var all = await Instances.ListAsync(user, Ct);

        Assert.Equal(1, commands.Count);
        Assert.Equal(["none", "bob", "ada"], all.Select(i => i.Instance.Slug.Value));
        Assert.Empty(all[0].Secrets);
        Assert.Equal([("OPENAI_API_KEY", "BBBB")], Ends(all[1].Secrets));
        Assert.Equal([("OPENAI_API_KEY", "AAAA"), ("ZAI_API_KEY", "AAAA")], Ends(all[2].Secrets));
        Assert.All(all[2].Secrets, s => Assert.InRange(s.UpdatedAt, first.CreatedAt, TimeProvider.System.GetUtcNow().AddMinutes(1)));
    }

    [Fact]
    public async Task What_the_catalog_no_longer_has_is_left_alone_and_not_shown()
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        await Instances.RequestAsync(instance.Id, Settings(instance, (SecretCatalog.OpenAi, OpenAi), (SecretCatalog.Zai, OpenAi)), Somebody, Ct);
        await ExecuteAsync("update instance_secrets set name = 'FORMER_KEY' where name = 'ZAI_API_KEY'; update instances set model = 'former/model'");

        var found = await FindAsync(instance.Id);

        Assert.Null(found.Instance.Model);
        Assert.Equal([("OPENAI_API_KEY", "AAAA")], Ends(found.Secrets));
        Assert.Equal(2, await ScalarAsync<int>("select count(*) from instance_secrets"));
    }

    private static IEnumerable<(string Name, string Last4)> Ends(IEnumerable<SecretSummary> secrets) =>
        secrets.Select(s => (s.Name.Value, s.Last4));

    private InstanceChange Settings(Instance instance, params (SecretDefinition Secret, string? Value)[] secrets) =>
        Change(OperationKind.Configure, whenIdle: false) with
        {
            Secrets =
            [
                .. secrets.Select(s => new SecretChange(
                    s.Secret.Name,
                    s.Value is null ? null : new NewSecret(Envelope.Seal(s.Value, instance.Id, s.Secret.Name, _masters.Current), s.Value[^4..]))),
            ],
        };

    private Task<string?> OpenAsync(InstanceId instance) =>
        new SecretReader(Secrets, _masters).OpenAsync(instance, SecretCatalog.OpenAi.Name, Ct);

    private async Task<IReadOnlyList<string>> FaultsAsync(InstanceId instance) =>
        [.. (await Instances.FindAsync(instance, Ct))!.Faults.Select(fault => fault.Vendor.Id)];
}
