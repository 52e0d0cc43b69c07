using NcAspire.Core.Accounts;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Accounts;

public sealed class RemoveClosedAccountsTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    [Fact]
    public async Task Passes_ask_once_for_a_deletion_and_seldom_again_for_one_that_failed()
    {
        var world = await ClosingAsync();

        await PassAsync(world);
        await PassAsync(world);
        Assert.Equal(1, await DeletionsAsync(world));

        for (var again = 2; again < 4; again++)
        {
            await world.ExecuteAsync("update operations set state = 'failed', finished_at = now() where kind = 'delete' and state = 'pending'");
            await PassAsync(world);
            await PassAsync(world);
            Assert.Equal(2, await DeletionsAsync(world));
        }

        await world.ExecuteAsync("update rate_limits set window_ends = now()");
        await PassAsync(world);
        Assert.Equal(3, await DeletionsAsync(world));
        await world.RunAsync();
        await PassAsync(world);
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from users"));
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from operations"));
    }

    [Fact]
    public async Task An_instance_in_mid_creation_goes_too()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.Get<IAccountStore>().CloseAsync(world.User, World.Somebody, Ct);

        await PassAsync(world);
        await world.RunAsync();
        await PassAsync(world);

        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from users"));
        Assert.Empty(world.Compute.Machines);
        Assert.Empty(world.Compute.Volumes);
    }

    private static Task PassAsync(World world) => world.Get<RemoveClosedAccounts>().ExecuteAsync(Ct);

    private static Task<long> DeletionsAsync(World world) => world.ScalarAsync<long>("select count(*) from operations where kind = 'delete'");

    private async Task<World> ClosingAsync()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        await world.Get<IAccountStore>().CloseAsync(world.User, World.Somebody, Ct);
        return world;
    }
}
