using Dapper;
using NcAspire.Core.Instances;
using NcAspire.Core.WhatsApp;
using NcAspire.Testing;

namespace NcAspire.Store.Tests;

public sealed class LinkStoreTests(EmbeddedPostgres postgres, SchemaTemplate template) : StoreTest(postgres, template)
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(3);

    private readonly Guid _worker = Guid.NewGuid();

    [Fact]
    public async Task The_first_attempt_begins_under_the_callers_lease()
    {
        var instance = (await AddRunningAsync(await AddUserAsync())).Id;
        Assert.Null(await Links.FindAsync(instance, Ct));

        var claim = await BeginAsync(instance, _worker);

        Assert.True(claim.Mine);
        Assert.Equal((1, LinkStage.Starting, "Getting a code."), (claim.Link.Attempt, claim.Link.Stage, claim.Link.Message));
        Assert.Null(claim.Link.QrDataUrl);
        Assert.Equal(_lifetime, claim.Link.ExpiresAt - claim.Link.StartedAt);
        Assert.Equal(claim.Link, await Links.FindAsync(instance, Ct));
    }

    [Fact]
    public async Task Of_parallel_beginners_exactly_one_holds_the_lease()
    {
        var instance = (await AddRunningAsync(await AddUserAsync())).Id;

        var claims = await RaceAsync(_ => BeginAsync(instance, Guid.NewGuid()));

        Assert.Single(claims, claim => claim.Mine);
        Assert.All(claims, claim => Assert.Equal(1, claim.Link.Attempt));
    }

    [Fact]
    public async Task Beginning_again_leaves_the_attempt_that_goes_on_alone()
    {
        var instance = (await AddRunningAsync(await AddUserAsync())).Id;
        await BeginAsync(instance, _worker);
        Assert.True(await WriteAsync(instance, 1, LinkStage.Waiting, "data:image/png;base64,AAAA"));
        var before = await Links.FindAsync(instance, Ct);

        var claim = await BeginAsync(instance, Guid.NewGuid());

        Assert.False(claim.Mine);
        Assert.Equal(before, claim.Link);
        Assert.False((await BeginAsync(instance, _worker)).Mine);
    }

    [Theory]
    [InlineData(LinkStage.Connected)]
    [InlineData(LinkStage.Expired)]
    [InlineData(LinkStage.Unreachable)]
    [InlineData(LinkStage.Cancelled)]
    public async Task After_an_attempt_that_is_over_a_new_one_begins(LinkStage end)
    {
        var instance = (await AddRunningAsync(await AddUserAsync())).Id;
        await BeginAsync(instance, _worker);
        Assert.True(await WriteAsync(instance, 1, LinkStage.Waiting, "data:image/png;base64,AAAA"));
        Assert.True(await WriteAsync(instance, 1, end, "data:image/png;base64,BBBB"));
        var over = await Links.FindAsync(instance, Ct);
        Assert.True(over?.IsOver);
        Assert.Null(over?.QrDataUrl);
        Assert.False(await WriteAsync(instance, 1, LinkStage.Waiting, null));

        var claim = await BeginAsync(instance, _worker);

        Assert.True(claim.Mine);
        Assert.Equal((2, LinkStage.Starting), (claim.Link.Attempt, claim.Link.Stage));
        Assert.False(await WriteAsync(instance, 1, LinkStage.Waiting, null));
        Assert.True(await WriteAsync(instance, 2, LinkStage.Waiting, null));
    }

    [Fact]
    public async Task An_attempt_whose_worker_died_is_taken_over_as_it_is()
    {
        var instance = (await AddRunningAsync(await AddUserAsync())).Id;
        await BeginAsync(instance, _worker);
        Assert.True(await WriteAsync(instance, 1, LinkStage.Waiting, "data:image/png;base64,AAAA"));
        await ExpireLeasesAsync();
        var successor = Guid.NewGuid();

        var claim = await BeginAsync(instance, successor);

        Assert.True(claim.Mine);
        Assert.Equal((1, LinkStage.Waiting), (claim.Link.Attempt, claim.Link.Stage));
        Assert.Equal("data:image/png;base64,AAAA", claim.Link.QrDataUrl);
        Assert.False(await WriteAsync(instance, 1, LinkStage.Scanned, null));
        Assert.True(await Links.WriteAsync(instance, 1, successor, Lease, LinkStage.Scanned, null, "Scanned.", Ct));
    }

    [Fact]
    public async Task An_abandoned_attempt_whose_time_is_over_makes_room_for_a_new_one()
    {
        var instance = (await AddRunningAsync(await AddUserAsync())).Id;
        await BeginAsync(instance, _worker);
        Assert.True(await WriteAsync(instance, 1, LinkStage.Waiting, "data:image/png;base64,AAAA"));
        await ExpireLeasesAsync();
        await ExecuteAsync("update whatsapp_links set expires_at = now() - interval '1 second'");

        var claim = await BeginAsync(instance, Guid.NewGuid());

        Assert.True(claim.Mine);
        Assert.Equal((2, LinkStage.Starting), (claim.Link.Attempt, claim.Link.Stage));
        Assert.Null(claim.Link.QrDataUrl);
    }

    [Fact]
    public async Task An_abandoned_attempt_is_claimed_by_exactly_one_worker()
    {
        var user = await AddUserAsync();
        var dead = (await AddRunningAsync(user, "dead")).Id;
        var alive = (await AddRunningAsync(user, "alive")).Id;
        await BeginAsync(dead, Guid.NewGuid());
        await ExpireLeasesAsync();
        await BeginAsync(alive, Guid.NewGuid());

        var claims = await RaceAsync(_ => Links.ClaimAbandonedAsync(Guid.NewGuid(), Lease, Ct));

        Assert.Equal(dead, Assert.Single(claims.OfType<WhatsAppLink>()).Instance);
        Assert.Null(await Links.ClaimAbandonedAsync(Guid.NewGuid(), Lease, Ct));
    }

    [Fact]
    public async Task An_abandoned_attempt_that_another_transaction_locks_is_passed_over()
    {
        var instance = (await AddRunningAsync(await AddUserAsync())).Id;
        await BeginAsync(instance, Guid.NewGuid());
        await ExpireLeasesAsync();
        await using var connection = await Database.OpenConnectionAsync(Ct);
        await using (var transaction = await connection.BeginTransactionAsync(Ct))
        {
            await connection.ExecuteAsync("select 1 from whatsapp_links for update", transaction: transaction);

            var claim = Links.ClaimAbandonedAsync(Guid.NewGuid(), Lease, Ct);
            Assert.Null(await claim.WaitAsync(TimeSpan.FromSeconds(20), Ct));
        }

        Assert.NotNull(await Links.ClaimAbandonedAsync(Guid.NewGuid(), Lease, Ct));
    }

    [Fact]
    public async Task A_cancelled_attempt_ends_whoever_holds_it()
    {
        var instance = (await AddRunningAsync(await AddUserAsync())).Id;
        await BeginAsync(instance, _worker);
        Assert.True(await WriteAsync(instance, 1, LinkStage.Waiting, "data:image/png;base64,AAAA"));

        await Links.CancelAsync(instance, "The instance was stopped.", Ct);

        var link = await Links.FindAsync(instance, Ct);
        Assert.Equal((LinkStage.Cancelled, "The instance was stopped."), (link?.Stage, link?.Message));
        Assert.Null(link?.QrDataUrl);
        Assert.False(await WriteAsync(instance, 1, LinkStage.Waiting, null));
        Assert.Null(await Links.ClaimAbandonedAsync(Guid.NewGuid(), Lease, Ct));
    }

    [Fact]
    public async Task Cancelling_leaves_an_attempt_that_is_over_alone()
    {
        var instance = (await AddRunningAsync(await AddUserAsync())).Id;
        await BeginAsync(instance, _worker);
        Assert.True(await WriteAsync(instance, 1, LinkStage.Connected, null));

        await Links.CancelAsync(instance, "The instance was stopped.", Ct);

        Assert.Equal(LinkStage.Connected, (await Links.FindAsync(instance, Ct))?.Stage);
    }

    [Fact]
    public async Task A_code_larger_than_a_notification_is_kept_whole()
    {
        var instance = (await AddRunningAsync(await AddUserAsync())).Id;
        await BeginAsync(instance, _worker);
        var code = "data:image/png;base64," + new string('A', 40_000);

        Assert.True(await WriteAsync(instance, 1, LinkStage.Waiting, code));

        Assert.Equal(code, (await Links.FindAsync(instance, Ct))?.QrDataUrl);
    }

    [Fact]
    public async Task No_attempt_begins_for_an_instance_that_is_gone() =>
        Assert.Null(await Links.BeginAsync(InstanceId.New(TimeProvider.System), _worker, Lease, _lifetime, "Getting a code.", Ct));

    private async Task<LinkClaim> BeginAsync(InstanceId instance, Guid worker)
    {
        var claim = await Links.BeginAsync(instance, worker, Lease, _lifetime, "Getting a code.", Ct);
        Assert.NotNull(claim);
        return claim;
    }

    private Task<bool> WriteAsync(InstanceId instance, int attempt, LinkStage stage, string? code) =>
        Links.WriteAsync(instance, attempt, _worker, Lease, stage, code, "Look at the code.", Ct);
}
