using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Compute;
using NcAspire.Core.Hosts;
using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.Store.Tests;

public sealed class AuditChainTests(EmbeddedPostgres postgres, SchemaTemplate template) : StoreTest(postgres, template)
{
    private const int Entries = 9;

    private IAuditLog Log => Services.GetRequiredService<IAuditLog>();

    [Fact]
    public async Task An_empty_log_and_one_that_nobody_touched_are_whole()
    {
        Assert.Equal((0, null), await VerdictAsync());

        await FillAsync();

        Assert.Equal((Entries, null), await VerdictAsync());
    }

    [Theory]
    [InlineData("at = at + interval '1 microsecond'")]
    [InlineData("id = gen_random_uuid()")]
    [InlineData("user_id = gen_random_uuid()")]
    [InlineData("user_id = null")]
    [InlineData("address = address || ' '")]
    [InlineData("address = null")]
    [InlineData("instance_id = gen_random_uuid()")]
    [InlineData("instance_id = null")]
    [InlineData("action = 'account.logout'")]
    [InlineData("detail = ''")]
    [InlineData("detail = null")]
    [InlineData("detail = '-'")]
    [InlineData("action = action || E'\\n' || detail, detail = null")]
    [InlineData("hash = sha256('')")]
    [InlineData("hash = null")]
    [InlineData("user_id = instance_id, instance_id = user_id")]
    public async Task A_field_that_was_changed_is_found(string change)
    {
        await FillAsync();

        await ExecuteAsync($"update audit_log set {change} where sequence = 5");

        Assert.Equal((4, (AuditFault.Changed, 5)), await VerdictAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    public async Task A_row_that_was_deleted_is_found(long sequence)
    {
        await FillAsync();

        await ExecuteAsync("delete from audit_log where sequence = @sequence", new { sequence });

        Assert.Equal((sequence - 1, (AuditFault.Missing, sequence)), await VerdictAsync());
    }

    [Fact]
    public async Task A_gap_that_was_closed_again_is_found()
    {
        await FillAsync();

        await ExecuteAsync(
            """
            delete from audit_log where sequence = 5;
            update audit_log set sequence = -sequence where sequence > 5;
            update audit_log set sequence = -sequence - 1 where sequence < 0;
            update audit_head set sequence = sequence - 1;
            """);

        Assert.Equal((4, (AuditFault.Changed, 5)), await VerdictAsync());
    }

    [Theory]
    [InlineData("sequence")]
    [InlineData("at")]
    [InlineData("sequence, hash")]
    public async Task Rows_that_changed_places_are_found(string columns)
    {
        await FillAsync();

        var set = string.Join(", ", columns.Split(", ").Select(c => $"{c} = o.{c}"));
        await ExecuteAsync(
            $"""
            alter table audit_log drop constraint audit_log_pkey;
            drop index audit_log_sequence;
            update audit_log a set {set}
            from audit_log o where (a.sequence, o.sequence) in ((5, 7), (7, 5));
            """);

        var (whole, fault) = await VerdictAsync();
        Assert.Equal(4, whole);
        Assert.Equal(columns is "at" ? (AuditFault.Changed, 5) : (AuditFault.Reordered, 5), fault);
    }

    [Fact]
    public async Task Entries_that_changed_places_while_numbers_and_hashes_stayed_are_found()
    {
        await FillAsync();

        await ExecuteAsync(
            """
            alter table audit_log drop constraint audit_log_pkey;
            update audit_log a set id = o.id, at = o.at, user_id = o.user_id, address = o.address, instance_id = o.instance_id,
                action = o.action, detail = o.detail
            from audit_log o where (a.sequence, o.sequence) in ((5, 6), (6, 5));
            """);

        Assert.Equal((4, (AuditFault.Reordered, 5)), await VerdictAsync());
    }

    [Fact]
    public async Task A_row_that_was_put_in_is_found_even_with_a_good_hash_of_its_own()
    {
        await FillAsync();

        await ExecuteAsync(
            """
            alter table audit_log disable trigger user;
            update audit_log set sequence = -sequence where sequence >= 5;
            update audit_log set sequence = -sequence + 1 where sequence < 0;
            insert into audit_log (id, at, action, sequence) values (gen_random_uuid(), now(), 'account.login', 5);
            update audit_log a set hash = audit_hash(5, p.hash, a) from audit_log p where a.sequence = 5 and p.sequence = 4;
            update audit_head set sequence = sequence + 1;
            """);

        Assert.Equal((5, (AuditFault.Changed, 6)), await VerdictAsync());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("10")]
    [InlineData("4711")]
    public async Task A_row_that_the_log_never_added_is_found(string sequence)
    {
        await FillAsync();

        await ExecuteAsync(
            $"""
            alter table audit_log disable trigger user;
            insert into audit_log (id, at, action, sequence, hash) values (gen_random_uuid(), now(), 'a', {sequence}, sha256('a'));
            """);

        Assert.Equal((Entries, (AuditFault.Added, Entries + 1)), await VerdictAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(Entries)]
    public async Task A_tail_that_was_cut_is_found(long from)
    {
        await FillAsync();

        await ExecuteAsync("delete from audit_log where sequence >= @from", new { from });

        Assert.Equal((from - 1, (AuditFault.Truncated, from)), await VerdictAsync());
    }

    [Fact]
    public async Task A_head_that_was_changed_or_removed_is_found()
    {
        await FillAsync();

        await ExecuteAsync("update audit_head set hash = sha256('')");
        Assert.Equal((Entries, (AuditFault.Changed, Entries)), await VerdictAsync());

        await ExecuteAsync("update audit_head set sequence = 3, hash = (select hash from audit_log where sequence = 3)");
        Assert.Equal((3, (AuditFault.Added, 4)), await VerdictAsync());

        await ExecuteAsync("delete from audit_head");
        Assert.Equal((0, (AuditFault.Added, 1)), await VerdictAsync());
        await Assert.ThrowsAsync<PostgresException>(() => AddAsync(1));
    }

    [Fact]
    public async Task A_log_of_many_batches_is_read_to_its_end()
    {
        await ExecuteAsync(
            """
            insert into audit_log (id, at, action, detail)
            select gen_random_uuid(), now(), 'test', n::text from generate_series(1, 3100) n
            """);
        Assert.Equal((3100, null), await VerdictAsync());

        await ExecuteAsync("update audit_log set detail = 'other' where sequence = 3050");

        Assert.Equal((3049, (AuditFault.Changed, 3050)), await VerdictAsync());
    }

    [Fact]
    public async Task Parallel_writers_make_one_chain_without_gaps()
    {
        const int Each = 25;
        await RaceAsync(async writer =>
        {
            for (var i = 0; i < Each; i++)
            {
                await AddAsync(writer);
            }

            return writer;
        });

        Assert.Equal((Racers * Each, null), await VerdictAsync());
        Assert.Equal(Racers * Each, await ScalarAsync<long>("select max(sequence) from audit_log"));
    }

    // Creations lock user and host, deletions instance and operations, logins nothing; all of them write the log in between.
    [Fact]
    public async Task Parallel_changes_of_all_kinds_never_wait_for_each_other_in_a_circle()
    {
        await Services.GetRequiredService<IHostStore>().SaveAsync("local", new HostCapacity("here", "1", 1L << 50, 8, null), Ct);
        var users = await Task.WhenAll(Enumerable.Range(0, 3).Select(n => AddUserAsync($"user{n}@example.org")));

        await RaceAsync(async writer =>
        {
            for (var i = 0; i < 8; i++)
            {
                var added = await Instances.AddAsync(
                    New(users[(writer + i) % users.Length], $"w{writer}-{i}"), 100, new Admission(0, 1), Somebody, Ct);
                var instance = Assert.IsType<AddOutcome.Added>(added).Instance.Instance.Id;
                await RequestAsync(instance, OperationKind.Configure);
                await AddAsync(writer);
                await RequestAsync(instance, OperationKind.Delete);
            }

            return writer;
        });

        Assert.Equal((Racers * 8 * 4, null), await VerdictAsync());
    }

    [Fact]
    public async Task What_is_rolled_back_leaves_no_gap_and_one_transaction_may_add_many()
    {
        await using (var connection = await Database.OpenConnectionAsync(Ct))
        {
            const string Add =
                "insert into audit_log (id, at, action) select gen_random_uuid(), now(), 'test' from generate_series(1, 3)";
            var undone = await connection.BeginTransactionAsync(Ct);
            await connection.ExecuteAsync(Add, transaction: undone);
            await undone.RollbackAsync(Ct);
            var done = await connection.BeginTransactionAsync(Ct);
            await connection.ExecuteAsync(Add, transaction: done);
            await connection.ExecuteAsync(Add, transaction: done);
            await done.CommitAsync(Ct);
        }

        Assert.Equal((6, null), await VerdictAsync());
    }

    [Fact]
    public async Task A_writer_that_has_not_committed_keeps_no_other_waiting()
    {
        await using var connection = await Database.OpenConnectionAsync(Ct);
        await using var slow = await connection.BeginTransactionAsync(Ct);
        await connection.ExecuteAsync(
            "insert into audit_log (id, at, action) values (gen_random_uuid(), now(), 'slow')", transaction: slow);

        await AddAsync(1);
        Assert.Equal((1, null), await VerdictAsync());
        await slow.CommitAsync(Ct);

        Assert.Equal((2, null), await VerdictAsync());
        Assert.Equal("slow", await ScalarAsync<string>("select action from audit_log where sequence = 2"));
    }

    [Fact]
    public async Task Entries_are_listed_newest_first_by_whom_they_are_about()
    {
        var (ada, eve) = (UserId.New(TimeProvider.System), UserId.New(TimeProvider.System));
        var instance = InstanceId.New(TimeProvider.System);
        await Log.AddAsync(new AuditEntry(new Actor(ada, null), instance, "one", null), Ct);
        await Log.AddAsync(new AuditEntry(new Actor(eve, null), null, "two", null), Ct);
        await Log.AddAsync(new AuditEntry(new Actor(ada, null), null, "three", null), Ct);

        Assert.Equal(["three", "two", "one"], await ActionsAsync(new AuditFilter()));
        Assert.Equal(["three", "one"], await ActionsAsync(new AuditFilter(User: ada)));
        Assert.Equal(["one"], await ActionsAsync(new AuditFilter(Instance: instance)));
        Assert.Equal(["two", "one"], await ActionsAsync(new AuditFilter(Before: 3)));
        Assert.Equal(["three", "two"], (await Log.ListAsync(new AuditFilter(), 2, Ct)).Select(e => e.Action));

        var first = (await Log.ReadAsync(0, 1, Ct)).Single();
        Assert.Equal(1, await Log.FindSequenceAsync(new AuditFilter(Instance: instance), first.Id, Ct));
        Assert.Null(await Log.FindSequenceAsync(new AuditFilter(User: eve), first.Id, Ct));
    }

    private async Task<IEnumerable<string>> ActionsAsync(AuditFilter filter) =>
        (await Log.ListAsync(filter, 10, Ct)).Select(e => e.Action);

    private async Task FillAsync()
    {
        for (var i = 0; i < Entries; i++)
        {
            await AddAsync(i);
        }
    }

    private Task AddAsync(int number) => Log.AddAsync(
        new AuditEntry(
            new Actor(UserId.New(TimeProvider.System), "192.0.2.7"),
            InstanceId.New(TimeProvider.System),
            "account.login",
            $"entry {number} \u00fc\U0001f511"),
        Ct);

    private async Task<(long Whole, (AuditFault, long)? Fault)> VerdictAsync()
    {
        var verdict = await new VerifyAudit(Log).ExecuteAsync(Ct);
        return (verdict.Checked, verdict is { Fault: { } fault, FirstBad: { } at } ? (fault, at) : null);
    }
}
