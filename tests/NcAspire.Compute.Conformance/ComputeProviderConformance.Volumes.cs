using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Compute.Conformance;

public abstract partial class ComputeProviderConformance
{
    [Fact]
    public async Task A_volume_is_made_once()
    {
        var spec = NewSpec();
        Assert.False(await Provider.VolumeExistsAsync(spec.Volume, Ct));

        await Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);
        await Provider.CreateAsync(spec, Ct);
        await Provider.SeedFilesAsync(spec.Name, [new SeedFile("kept.txt", "kept")], Ct);
        await Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);

        Assert.True(await Provider.VolumeExistsAsync(spec.Volume, Ct));
        Assert.Equal("kept", (await ReadAsync(spec.Volume, "kept.txt")).Content);
    }

    [Fact]
    public async Task A_volume_of_another_instance_is_refused()
    {
        var spec = NewSpec();
        var stranger = InstanceId.New(TimeProvider.System);
        await MakeStrangersVolumeAsync(stranger, spec.Volume);

        await DefiniteFaultAsync(() => Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct));
        await DefiniteFaultAsync(() => Provider.CreateAsync(spec, Ct));
        Assert.Equal(MachinePhase.Missing, (await Provider.InspectAsync(spec.Name, Ct)).Phase);
    }

    [Fact]
    public async Task A_volume_that_nobody_labelled_is_refused_and_never_deleted()
    {
        var spec = NewSpec();
        await MakeForeignVolumeAsync(spec.Volume);

        await DefiniteFaultAsync(() => Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct));
        await DefiniteFaultAsync(() => Provider.CreateAsync(spec, Ct));
        await DefiniteFaultAsync(() => Provider.DeleteVolumeAsync(spec.Volume, Ct));
        Assert.True(await Provider.VolumeExistsAsync(spec.Volume, Ct));
        Assert.DoesNotContain(await Provider.ListOwnedAsync(Ct), resource => resource.Name == spec.Volume);
    }

    [Fact]
    public async Task A_deleted_volume_is_gone_with_what_was_in_it()
    {
        var spec = await CreatedAsync();
        await Provider.SeedFilesAsync(spec.Name, [new SeedFile("secret.txt", "old")], Ct);
        await Provider.DeleteAsync(spec.Name, Ct);

        await Provider.DeleteVolumeAsync(spec.Volume, Ct);
        await Provider.DeleteVolumeAsync(spec.Volume, Ct);

        Assert.False(await Provider.VolumeExistsAsync(spec.Volume, Ct));
        await Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);
        await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync(spec.Volume, "secret.txt"));
    }

    [Fact]
    public async Task Seeded_files_replace_older_ones_and_are_for_the_gateway_alone()
    {
        var spec = await CreatedAsync();

        await Provider.SeedFilesAsync(spec.Name, [new SeedFile("openclaw.json", "old"), new SeedFile("a/b/c.txt", "deep")], Ct);
        await Provider.SeedFilesAsync(spec.Name, [new SeedFile("openclaw.json", "new ✓")], Ct);

        var config = await ReadAsync(spec.Volume, "openclaw.json");
        var deep = await ReadAsync(spec.Volume, "a/b/c.txt");
        const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(new StoredFile("new ✓", FileMode, FileMode | UnixFileMode.UserExecute), config);
        Assert.Equal(new StoredFile("deep", FileMode, FileMode | UnixFileMode.UserExecute), deep);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a/")]
    [InlineData("a\\..\\b")]
    [InlineData("a\0b")]
    public async Task A_seed_path_that_is_not_plainly_inside_is_refused(string path)
    {
        var spec = await CreatedAsync();
        await DefiniteFaultAsync(() => Provider.SeedFilesAsync(spec.Name, [new SeedFile(path, "x")], Ct));
    }

    [Fact]
    public async Task Everything_owned_is_listed_with_its_instance()
    {
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-2);
        var spec = await CreatedAsync();

        var mine = (await Provider.ListOwnedAsync(Ct)).Where(resource => resource.Instance == spec.Instance).ToList();

        Assert.Equal(
            [(OwnedResourceKind.Machine, spec.Name), (OwnedResourceKind.Volume, spec.Volume)],
            mine.Select(resource => (resource.Kind, resource.Name)).Order());
        Assert.All(mine, resource => Assert.InRange(resource.CreatedAt, before, TimeProvider.System.GetUtcNow().AddSeconds(2)));

        await Provider.DeleteAsync(spec.Name, Ct);
        Assert.Equal(
            [OwnedResourceKind.Volume],
            (await Provider.ListOwnedAsync(Ct)).Where(resource => resource.Instance == spec.Instance).Select(resource => resource.Kind));
    }
}
