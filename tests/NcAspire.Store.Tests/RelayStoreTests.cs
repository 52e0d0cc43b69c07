using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using NcAspire.Core.Workflows;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.Store.Tests;

public sealed class RelayStoreTests(EmbeddedPostgres postgres, SchemaTemplate template) : StoreTest(postgres, template)
{
    private static readonly DateOnly _today = new(2026, 11, 20);
    private static readonly ModelVendor _openAi = ModelVendors.Find("openai")!;
    private static readonly ModelVendor _anthropic = ModelVendors.Find("anthropic")!;

    private IRelayStore Relay => Services.GetRequiredService<IRelayStore>();

    [Fact]
    public async Task A_new_token_is_the_only_live_one()
    {
        var instance = (await AddInstanceAsync(await AddUserAsync())).Id;
        var issue = new IssueRelayToken(Relay);

        var first = await issue.ExecuteAsync(instance, Ct);
        Assert.Equal(instance, (await GrantAsync(first))?.Instance);
        var second = await issue.ExecuteAsync(instance, Ct);

        Assert.Null(await GrantAsync(first));
        Assert.Equal(instance, (await GrantAsync(second))?.Instance);
        Assert.Null(await GrantAsync("nc_somethingelse"));
    }

    [Fact]
    public async Task Of_many_issued_at_once_one_is_live()
    {
        var instance = (await AddInstanceAsync(await AddUserAsync())).Id;
        var issue = new IssueRelayToken(Relay);

        var tokens = await RaceAsync(_ => issue.ExecuteAsync(instance, Ct));

        var grants = await Task.WhenAll(tokens.Select(GrantAsync));
        Assert.Single(grants, grant => grant is not null);
        Assert.Equal(Racers, await ScalarAsync<int>("select count(*) from relay_tokens"));
    }

    [Fact]
    public async Task A_token_of_an_instance_that_is_not_to_run_opens_nothing()
    {
        var user = await AddUserAsync();
        var (ada, bob) = ((await AddRunningAsync(user, "ada")).Id, (await AddRunningAsync(user, "bob")).Id);
        var issue = new IssueRelayToken(Relay);
        var (adas, bobs) = (await issue.ExecuteAsync(ada, Ct), await issue.ExecuteAsync(bob, Ct));

        await ExecuteAsync("delete from instances where id = @Id", new { Id = bob.Value });

        foreach (var (desired, status, isOpen) in (List<(string, string, bool)>)
            [("stopped", "running", false), ("running", "running", true), ("running", "error", false), ("deleted", "running", false)])
        {
            await ExecuteAsync(
                "update instances set desired_state = @Desired, status = @Status where id = @Id",
                new { Id = ada.Value, Desired = desired, Status = status });
            Assert.Equal(isOpen, await GrantAsync(adas) is not null);
        }

        Assert.Null(await GrantAsync(bobs));
        Assert.Null(await issue.ExecuteAsync(bob, Ct));
    }

    [Fact]
    public async Task A_token_stands_in_the_database_as_its_hash_alone()
    {
        var instance = (await AddInstanceAsync(await AddUserAsync())).Id;
        var token = await new IssueRelayToken(Relay).ExecuteAsync(instance, Ct);

        Assert.Equal(Token.Hash(token!), await ScalarAsync<byte[]>("select token_hash from relay_tokens"));
        Assert.DoesNotContain(token!, await ScalarAsync<string>("select string_agg(t::text, ' ') from relay_tokens t"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_adds_up_by_day_and_vendor_and_is_summed_over_vendors()
    {
        var user = await AddUserAsync();
        var (ada, bob) = ((await AddRunningAsync(user, "ada")).Id, (await AddRunningAsync(user, "bob")).Id);

        await Relay.AddUsageAsync([Used(ada, _today, "openai"), Used(ada, _today, "anthropic"), Used(ada, _today.AddDays(-1), "openai")], Ct);
        var sums = await Relay.AddUsageAsync([Used(ada, _today, "openai"), Used(bob, _today, "openai")], Ct);

        Assert.Equal(
            [new DayUsage(ada, _today, 3, 330), new DayUsage(bob, _today, 1, 110)],
            sums.OrderByDescending(sum => sum.Requests));
        Assert.Equal(new DayUsage(ada, _today.AddDays(-1), 1, 110), await Relay.UsageAsync(ada, _today.AddDays(-1), Ct));
        Assert.Equal(new DayUsage(bob, _today.AddDays(1), 0, 0), await Relay.UsageAsync(bob, _today.AddDays(1), Ct));
        Assert.Equal(20, await ScalarAsync<long>(
            "select output_tokens from relay_usage where vendor = 'openai' and day = @Day and instance_id = @Ada", new { Day = _today, Ada = ada.Value }));
    }

    [Fact]
    public async Task Usage_of_an_instance_that_is_gone_is_dropped_and_spoils_nothing()
    {
        var ada = (await AddInstanceAsync(await AddUserAsync())).Id;
        var gone = InstanceId.New(TimeProvider.System);

        var sums = await Relay.AddUsageAsync([Used(gone, _today, "openai"), Used(ada, _today, "openai")], Ct);

        Assert.Equal([new DayUsage(ada, _today, 1, 110)], sums);
    }

    [Fact]
    public async Task Batches_of_replicas_neither_lose_a_count_nor_block_each_other()
    {
        var user = await AddUserAsync();
        var (ada, bob) = ((await AddRunningAsync(user, "ada")).Id, (await AddRunningAsync(user, "bob")).Id);

        await RaceAsync(async number =>
        {
            VendorUsage[] batch = [Used(ada, _today, "openai"), Used(bob, _today, "openai")];
            return await Relay.AddUsageAsync(number % 2 is 0 ? batch : [.. batch.Reverse()], Ct);
        });

        Assert.Equal(Racers, (await Relay.UsageAsync(ada, _today, Ct)).Requests);
        Assert.Equal(Racers, (await Relay.UsageAsync(bob, _today, Ct)).Requests);
    }

    [Fact]
    public async Task A_fault_keeps_its_beginning_until_it_changes_or_ends()
    {
        var instance = (await AddInstanceAsync(await AddUserAsync())).Id;
        await Relay.RecordFaultAsync(instance, _openAi, ModelFaultKind.KeyRefused, Ct);
        var first = Assert.Single(await Relay.ListFaultsAsync(instance, Ct));

        await Relay.RecordFaultAsync(instance, _openAi, ModelFaultKind.KeyRefused, Ct);
        var again = Assert.Single(await Relay.ListFaultsAsync(instance, Ct));
        Assert.Equal((first.Since, ModelFaultKind.KeyRefused, null), (again.Since, again.Kind, again.EndedAt));
        Assert.True(again.LastAt > first.LastAt);

        await Relay.RecordFaultAsync(instance, _openAi, ModelFaultKind.NoCredit, Ct);
        var other = Assert.Single(await Relay.ListFaultsAsync(instance, Ct));
        Assert.Equal((ModelFaultKind.NoCredit, true), (other.Kind, other.Since > first.Since));

        await Relay.EndFaultAsync(instance, _openAi, Ct);
        await Relay.EndFaultAsync(instance, _anthropic, Ct);
        Assert.NotNull(Assert.Single(await Relay.ListFaultsAsync(instance, Ct)).EndedAt);

        await Relay.RecordFaultAsync(instance, _openAi, ModelFaultKind.NoCredit, Ct);
        var next = Assert.Single(await Relay.ListFaultsAsync(instance, Ct));
        Assert.Equal((null, true), (next.EndedAt, next.Since > other.Since));
    }

    [Fact]
    public async Task A_grant_tells_the_faults_that_are_not_over()
    {
        var instance = (await AddInstanceAsync(await AddUserAsync())).Id;
        var token = await new IssueRelayToken(Relay).ExecuteAsync(instance, Ct);
        Assert.Empty((await GrantAsync(token))!.Faults);

        await Relay.RecordFaultAsync(instance, _openAi, ModelFaultKind.Silent, Ct);
        await Relay.RecordFaultAsync(instance, _anthropic, ModelFaultKind.NoKey, Ct);
        await Relay.EndFaultAsync(instance, _anthropic, Ct);

        Assert.Equal([(_openAi, ModelFaultKind.Silent)], (await GrantAsync(token))!.Faults.Select(f => (f.Vendor, f.Kind)));
    }

    [Theory]
    [InlineData(ModelFaultKind.LimitReached)]
    [InlineData(ModelFaultKind.OpenLimitReached)]
    public async Task A_limit_of_the_day_is_no_fault_on_the_next_one(ModelFaultKind kind)
    {
        var instance = (await AddInstanceAsync(await AddUserAsync())).Id;
        await Relay.RecordFaultAsync(instance, _openAi, kind, Ct);
        await Relay.RecordFaultAsync(instance, _anthropic, ModelFaultKind.NoKey, Ct);

        await ExecuteAsync("update model_faults set last_at = date_trunc('day', now(), 'UTC')");
        Assert.Equal(2, (await FindAsync(instance)).Faults.Count);

        await ExecuteAsync("update model_faults set last_at = date_trunc('day', now(), 'UTC') - interval '1 second'");
        Assert.Equal([ModelFaultKind.NoKey], (await FindAsync(instance)).Faults.Select(fault => fault.Kind));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(100)]
    public async Task The_owners_limit_is_no_fault_any_more_once_it_is_another(int? requests)
    {
        var instance = (await AddRunningAsync(await AddUserAsync())).Id;
        await Relay.RecordFaultAsync(instance, _openAi, ModelFaultKind.OpenLimitReached, Ct);
        await Relay.RecordFaultAsync(instance, _anthropic, ModelFaultKind.LimitReached, Ct);

        var change = Change(OperationKind.Configure, whenIdle: false) with
        {
            Owner = (PhoneNumber.TryParse("+4915112345678") ?? throw new InvalidOperationException("It is no number."), NumberKind.Separate),
            Access = new AccessChange(requests is { } most ? new OpenAccess(most) : null),
        };
        Assert.IsType<ChangeOutcome.Accepted>(await Instances.RequestAsync(instance, change, Somebody, Ct));

        Assert.Equal([ModelFaultKind.LimitReached], (await FindAsync(instance)).Faults.Select(fault => fault.Kind));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_kind_of_fault_can_be_kept(ModelFaultKind kind)
    {
        var instance = (await AddInstanceAsync(await AddUserAsync())).Id;

        await Relay.RecordFaultAsync(instance, _openAi, kind, Ct);
        await Relay.RecordFaultAsync(InstanceId.New(TimeProvider.System), _openAi, kind, Ct);

        Assert.Equal(kind, Assert.Single(await Relay.ListFaultsAsync(instance, Ct)).Kind);
    }

    [Fact]
    public async Task What_pages_show_is_told_and_a_fault_that_goes_on_is_not()
    {
        var heard = 0;
        var instance = (await AddInstanceAsync(await AddUserAsync())).Id;
        await using var connection = await Database.OpenConnectionAsync(Ct);
        connection.Notification += (_, notification) => heard += notification.Payload == instance.ToString() ? 1 : 0;
        await using var listen = new NpgsqlCommand("listen nc_instance", connection);
        await listen.ExecuteNonQueryAsync(Ct);

        async Task<int> HeardAsync(Func<Task> change)
        {
            heard = 0;
            await change();
            await using var sync = new NpgsqlCommand("select 1", connection);
            await sync.ExecuteScalarAsync(Ct);
            return heard;
        }

        Assert.Equal(1, await HeardAsync(() => Relay.RecordFaultAsync(instance, _openAi, ModelFaultKind.Silent, Ct)));
        Assert.Equal(0, await HeardAsync(() => Relay.RecordFaultAsync(instance, _openAi, ModelFaultKind.Silent, Ct)));
        Assert.Equal(1, await HeardAsync(() => Relay.RecordFaultAsync(instance, _openAi, ModelFaultKind.NoCredit, Ct)));
        Assert.Equal(1, await HeardAsync(() => Relay.EndFaultAsync(instance, _openAi, Ct)));
        Assert.Equal(0, await HeardAsync(() => Relay.EndFaultAsync(instance, _openAi, Ct)));
        Assert.Equal(0, await HeardAsync(() => Relay.AddUsageAsync([Used(instance, _today, "openai")], Ct)));
        Assert.Equal(1, await HeardAsync(() => new IssueRelayToken(Relay).ExecuteAsync(instance, Ct)));
    }

    public static TheoryData<ModelFaultKind> Kinds => [.. Enum.GetValues<ModelFaultKind>()];

    private static VendorUsage Used(InstanceId instance, DateOnly day, string vendor) => new(instance, day, vendor, 1, 100, 10);

    private async Task<RelayGrant?> GrantAsync(string? token) => await Relay.FindGrantAsync(Token.Hash(token ?? ""), Ct);
}
