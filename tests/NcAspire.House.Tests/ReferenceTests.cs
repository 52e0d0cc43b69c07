namespace NcAspire.House.Tests;

/// <summary>Who may know whom. Data goes browser, web, functions, core, port, provider, and nobody skips a room.</summary>
public sealed class ReferenceTests
{
    private const string Core = "NcAspire.Core";
    private const string Contracts = "NcAspire.Contracts";
    private const string Defaults = "NcAspire.ServiceDefaults";

    public static TheoryData<string> All => [.. Repository.Projects.Select(p => p.Name)];

    [Fact]
    public void The_core_knows_nothing_but_a_place_to_log()
    {
        var core = Named(Core);
        Assert.Empty(core.Projects);
        Assert.Equal(["Microsoft.Extensions.Logging.Abstractions"], core.Packages);
        Assert.Empty(core.Frameworks);
        Assert.Empty(core.StandIns);
    }

    [Fact]
    public void The_contracts_know_nothing()
    {
        var contracts = Named(Contracts);
        Assert.Empty(contracts.Projects.Concat(contracts.Packages).Concat(contracts.Frameworks).Concat(contracts.StandIns));
    }

    [Fact]
    public void Providers_know_the_core_alone() =>
        AssertKnow("providers", p => p is Core);

    [Fact]
    public void Functions_and_hosts_know_the_rooms_below_them()
    {
        string[] providers = [.. Repository.Projects.Where(p => p.Room is "providers").Select(p => p.Name)];
        AssertKnow("functions", p => p is Core or Contracts or Defaults || providers.Contains(p));
        AssertKnow("hosts", p => p is Core or Contracts or Defaults || providers.Contains(p));
    }

    [Fact]
    public void The_web_knows_contracts_and_defaults() =>
        AssertKnow("web", p => p is Contracts or Defaults);

    [Fact]
    public void The_app_host_knows_paths_only() => AssertKnow("NcAspire.AppHost", _ => false);

    [Fact]
    public void The_service_defaults_know_no_room() => AssertKnow(Defaults, _ => false);

    // It tries images out and scans simulated codes: both speak to a gateway, and must do it as the control plane does.
    [Fact]
    public void The_command_line_knows_gateways_alone() => AssertKnow("tools", p => p is "NcAspire.Gateway.OpenClaw");

    [Fact]
    public void A_room_that_has_no_rule_gets_one()
    {
        string[] rooms = ["NcAspire.AppHost", Defaults, "compat", "core", "functions", "hosts", "providers", "tests", "tools", "web"];
        Assert.Equal(rooms.Order(), Repository.Projects.Select(p => p.Room).Distinct().Order());
        Assert.Equal([Contracts, Core], Repository.Projects.Where(p => p.Room is "core").Select(p => p.Name).Order());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Stand_ins_are_referred_to_as_what_they_stand_in_for(string name)
    {
        var project = Named(name);
        var standIns = Repository.Projects.Where(p => p.Room is "compat").Select(p => p.Name).ToHashSet();
        Assert.All(project.StandIns, s => Assert.Contains(s, standIns));
        Assert.Empty(project.Packages.Intersect(standIns));
        if (project.Room is not "compat")
        {
            Assert.Empty(project.Projects.Intersect(standIns));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Versions_stand_in_one_place(string name) => Assert.False(Named(name).NamesVersions);

    [Fact]
    public void Every_project_has_a_lock_file() =>
        Assert.All(Repository.Projects, p => Assert.Contains($"{Path.GetDirectoryName(p.Path)}/packages.lock.json", Repository.Files));

    private static Project Named(string name) => Repository.Projects.Single(p => p.Name == name);

    private static void AssertKnow(string room, Func<string, bool> mayKnow)
    {
        var projects = Repository.Projects.Where(p => p.Room == room).ToList();
        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.All(project.Projects, p => Assert.True(mayKnow(p), $"{project.Name} must not know {p}.")));
    }
}
