using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Core.Orphans;

namespace NcAspire.Core.Tests.Orphans;

public sealed class OrphanRulesTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 20, 6, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(10, 0, false)]
    [InlineData(2, 2, false)]
    [InlineData(3, 3, true)]
    [InlineData(6, 3, false)]
    [InlineData(5, 3, true)]
    [InlineData(1000, 500, false)]
    [InlineData(1000, 501, true)]
    public void Too_many_that_are_nobodys_put_the_database_in_doubt(int owned, int nobodys, bool doubted) =>
        Assert.Equal(doubted, Suspicion(owned, nobodys, hasInstances: true, age: TimeSpan.Zero) is not null);

    [Theory]
    [InlineData(false, 25, true)]
    [InlineData(false, 23, false)]
    [InlineData(true, 25, false)]
    public void An_empty_database_beside_old_resources_is_doubted(bool hasInstances, int hours, bool doubted) =>
        Assert.Equal(doubted, Suspicion(owned: 2, nobodys: 2, hasInstances, TimeSpan.FromHours(hours)) is not null);

    [Fact]
    public void An_empty_database_without_resources_is_none_to_doubt() =>
        Assert.Null(Suspicion(owned: 0, nobodys: 0, hasInstances: false, TimeSpan.Zero));

    [Fact]
    public void Networks_hold_nothing_and_put_nothing_in_doubt()
    {
        OwnedResource[] listed = [.. Enumerable.Range(0, 9).Select(i => new OwnedResource(OwnedResourceKind.Network, $"{i}", null, default))];
        var sighting = new OrphanSighting([.. listed.Select(r => Orphan(r.Kind, TimeSpan.Zero))], HasInstances: false);

        Assert.Null(OrphanRules.Suspicion(listed, sighting, _now));
    }

    [Fact]
    public void Each_kind_has_its_grace_and_volumes_go_last()
    {
        var sighting = new OrphanSighting(
            [
                Orphan(OwnedResourceKind.Volume, TimeSpan.FromDays(7)),
                Orphan(OwnedResourceKind.Volume, TimeSpan.FromDays(6.9)),
                Orphan(OwnedResourceKind.Network, TimeSpan.FromMinutes(15)),
                Orphan(OwnedResourceKind.Machine, TimeSpan.FromMinutes(15)),
                Orphan(OwnedResourceKind.Machine, TimeSpan.FromMinutes(14)),
            ],
            HasInstances: true);

        Assert.Equal(
            [OwnedResourceKind.Machine, OwnedResourceKind.Network, OwnedResourceKind.Volume],
            OrphanRules.Due(sighting, new OrphanOptions()).Select(o => o.Kind));
    }

    private static string? Suspicion(int owned, int nobodys, bool hasInstances, TimeSpan age)
    {
        OwnedResource[] listed =
            [.. Enumerable.Range(0, owned).Select(i => new OwnedResource(OwnedResourceKind.Volume, $"{i}", default(InstanceId), _now - age))];
        var orphans = listed.Take(nobodys).Select(r => Orphan(r.Kind, TimeSpan.Zero) with { Name = r.Name });
        return OrphanRules.Suspicion(listed, new OrphanSighting([.. orphans], hasInstances), _now);
    }

    private static Orphan Orphan(OwnedResourceKind kind, TimeSpan age) =>
        new("fake", kind, "name", default(InstanceId), _now, _now - age, _now, age, HeldBack: null);
}
