using NcAspire.Cli.Engines;
using NcAspire.Cli.Testing;

namespace NcAspire.Cli.Tests;

/// <summary>What the search for a Docker engine goes by.</summary>
public sealed class EngineTests : IDisposable
{
    private const string AllRights = "Name:\tnc\nCapEff:\t000001ffffffffff\n";
    private const string SecondVersion = "cgroup2 /sys/fs/cgroup cgroup2 rw,relatime 0 0\n";

    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(SecondVersion)]
    [InlineData("tmpfs /sys/fs/cgroup tmpfs rw 0 0\ncgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0\n")]
    public void A_machine_with_rights_and_cgroups_lacks_nothing(string mounts) =>
        Assert.Null(EngineNeeds.Lacking(mounts, AllRights));

    [Theory]
    [InlineData("")]
    [InlineData("tmpfs /sys/fs/cgroup tmpfs rw 0 0\ncgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0\n")]
    public void Without_cgroups_it_says_what_mounts_them(string mounts) =>
        Assert.Contains("cgroupfs-mount", EngineNeeds.Lacking(mounts, AllRights), StringComparison.Ordinal);

    // 00000000a80425fb is what a container gets that was not started with --privileged.
    [Theory]
    [InlineData("CapEff:\t00000000a80425fb\n")]
    [InlineData("CapEff:\t0000000000000000\n")]
    [InlineData("Name:\tnc\n")]
    public void An_ordinary_container_is_told_to_be_privileged(string status) =>
        Assert.Contains("--privileged", EngineNeeds.Lacking(SecondVersion, status), StringComparison.Ordinal);

    [Fact]
    public void The_reason_of_an_engine_s_end_is_what_it_writes_besides_its_log()
    {
        string[] log =
        [
            """time="2026-11-20T09:11:02.6Z" level=info msg="Starting up" """,
            "failed to start daemon: Devices cgroup isn't mounted",
            """time="2026-11-20T09:11:03.1Z" level=info msg="stopping event stream" """,
            "",
        ];

        Assert.Equal("failed to start daemon: Devices cgroup isn't mounted", EngineLog.Reason(log));
        Assert.Equal(log[0], EngineLog.Reason(log[..1]));
        Assert.Equal("it wrote nothing", EngineLog.Reason([]));
    }

    [Theory]
    [InlineData("public sealed class A(DockerEngine engine);", true)]
    [InlineData("var image = Environment.GetEnvironmentVariable(\"NC_GATEWAY_IMAGE\");", true)]
    [InlineData("// Docker is what others use.", false)]
    public void Only_projects_that_ask_for_an_engine_wait_for_one(string source, bool uses)
    {
        Directory.CreateDirectory(_scratch.Combine("tests/Some.Tests/Deep"));
        File.WriteAllText(_scratch.Combine("tests/Some.Tests/Deep/A.cs"), source);
        var project = new TestProject("Some.Tests", "tests/Some.Tests/Some.Tests.csproj");

        Assert.Equal(uses, project.UsesDocker(new Checkout(_scratch.Root)));
    }
}
