using NcAspire.Core.Instances;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Instances;

public sealed class CreateInstanceTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    [Theory]
    [InlineData(null, typeof(CreateOutcome.Accepted))]
    [InlineData("home", typeof(CreateOutcome.Accepted))]
    [InlineData("closed", typeof(CreateOutcome.NoCapacity))]
    [InlineData("elsewhere", typeof(CreateOutcome.UnknownRegion))]
    [InlineData("Home", typeof(CreateOutcome.UnknownRegion))]
    [InlineData("", typeof(CreateOutcome.UnknownRegion))]
    public async Task A_region_decides(string? region, Type outcome)
    {
        var world = await WorldAsync();

        Assert.IsType(outcome, await CreateAsync(world, region));
    }

    [Fact]
    public async Task A_closed_default_region_is_not_replaced_by_another_one()
    {
        var world = await WorldAsync();
        await world.ExecuteAsync("update regions set is_enabled = (code <> 'home')");

        Assert.IsType<CreateOutcome.NoCapacity>(await CreateAsync(world, null));
    }

    [Fact]
    public async Task A_default_region_of_another_server_is_passed_over()
    {
        var world = await WorldAsync();
        await world.ExecuteAsync("update regions set is_default = (code = 'elsewhere')");

        var regions = await world.Get<ListRegions>().ExecuteAsync(Ct);
        var created = Assert.IsType<CreateOutcome.Accepted>(await CreateAsync(world, null)).Instance.Instance;

        Assert.True(regions[0].IsDefault);
        Assert.Equal(["home"], regions.Where(region => region.IsDefault).Select(region => region.Code));
        Assert.DoesNotContain("elsewhere", regions.Select(region => region.Code));
        Assert.Equal("home", created.Region);
    }

    [Fact]
    public async Task Without_any_region_there_is_no_room()
    {
        var world = await WorldAsync();
        await world.ExecuteAsync("delete from regions");

        Assert.IsType<CreateOutcome.NoCapacity>(await CreateAsync(world, null));
        Assert.IsType<CreateOutcome.UnknownRegion>(await CreateAsync(world, "home"));
    }

    [Fact]
    public async Task The_instance_names_its_resources_by_its_key_alone()
    {
        var world = await WorldAsync();

        var created = Assert.IsType<CreateOutcome.Accepted>(await CreateAsync(world, null)).Instance.Instance;

        Assert.Equal($"nc-{created.Id.Value:N}", created.ContainerName);
        Assert.Equal($"nc-{created.Id.Value:N}-state", created.StateVolume);
        Assert.Equal(world.Compute.Capabilities.DefaultImage, created.Image);
    }

    private static Task<CreateOutcome> CreateAsync(World world, string? region) =>
        world.Get<CreateInstance>().ExecuteAsync(world.User, world.Slug.Value, region, World.Somebody, Ct);
}
