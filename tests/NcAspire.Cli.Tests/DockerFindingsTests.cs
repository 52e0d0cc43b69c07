using System.Text.Json;
using NcAspire.Cli.Diagnosis;
using NcAspire.Cli.Images;
using NcAspire.Cli.Running;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Cli.Tests;

/// <summary>What <c>./nc doctor</c> makes of Docker's answers.</summary>
public sealed class DockerFindingsTests
{
    private const long GiB = 1L << 30;

    [Theory]
    [InlineData("1.41", Health.Ok, "20.10.24, API 1.41, cgroup v1")]
    [InlineData("1.52", Health.Ok, "20.10.24, API 1.52, cgroup v1")]
    [InlineData("1.40", Health.Problem, "20.10.24, API 1.40, cgroup v1; NcAspire needs API 1.41 (Docker 20.10) or newer")]
    [InlineData("1.5", Health.Problem, "20.10.24, API 1.5, cgroup v1; NcAspire needs API 1.41 (Docker 20.10) or newer")]
    [InlineData("", Health.Problem, "20.10.24, API , cgroup v1; NcAspire needs API 1.41 (Docker 20.10) or newer")]
    public void An_engine_is_as_good_as_its_API_is_new(string api, Health health, string text) =>
        Assert.Equal(new Finding(health, "Docker", text), DockerFindings.Engine(api, Info("""{"ServerVersion":"20.10.24","CgroupVersion":"1"}""")));

    [Fact]
    public void What_an_engine_does_not_tell_is_left_open() =>
        Assert.Equal("?, API 1.41, cgroup v?", DockerFindings.Engine("1.41", Info("{}")).Text);

    [Theory]
    [InlineData("bridge false nc-internal 5f0c2ad1e7b9", Health.Ok)]
    [InlineData("bridge true nc-internal 5f0c2ad1e7b9", Health.Problem)]
    [InlineData("bridge  nc-internal 5f0c2ad1e7b9", Health.Problem)]
    [InlineData("bridge false  5f0c2ad1e7b9", Health.Problem)]
    [InlineData("bridge false br-0c2a 5f0c2ad1e7b9", Health.Problem)]
    [InlineData("bridge false nc-internal ", Health.Problem)]
    [InlineData("macvlan   ", Health.Problem)]
    public void A_network_must_be_ours_and_keep_tenants_apart(string answer, Health health)
    {
        var finding = DockerFindings.Network("nc-internal", new ChildResult(0, $"{answer}\n", ""));

        Assert.Equal((health, "network"), (finding.Health, finding.Subject));
        Assert.Equal(health is Health.Problem, finding.Text.EndsWith("`docker network rm nc-internal`", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Error: No such network: nc-internal", Health.Note, "nc-internal is not there yet; the first instance makes it")]
    [InlineData("Error response from daemon: network nc-internal not found", Health.Note, "nc-internal is not there yet; the first instance makes it")]
    [InlineData("permission denied", Health.Problem, "permission denied")]
    public void A_network_that_is_not_there_comes_with_the_first_instance(string error, Health health, string text) =>
        Assert.Equal(new Finding(health, "network", text), DockerFindings.Network("nc-internal", new ChildResult(1, "", $"{error}\n")));

    [Fact]
    public void A_firewall_is_in_place_or_not_or_can_not_be_looked_at()
    {
        Assert.Equal(Health.Ok, DockerFindings.Firewall(new ChildResult(0, "", "")).Health);

        var missing = DockerFindings.Firewall(new ChildResult(1, "filter/INPUT lacks a rule\n", ""));
        Assert.Equal(Health.Note, missing.Health);
        Assert.EndsWith("`deploy/vm/firewall.sh` closes that", missing.Text, StringComparison.Ordinal);

        Assert.Equal(
            new Finding(Health.Note, "firewall", "firewall.sh: iptables is missing."),
            DockerFindings.Firewall(new ChildResult(2, "", "firewall.sh: iptables is missing.\n")));
        Assert.Contains("only root can look", DockerFindings.Firewall(null).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_is_good_when_it_was_tried_out_for_this_version()
    {
        Assert.Equal(new Finding(Health.Note, "image", "gateway:1 is not there yet: `./nc image`"), DockerFindings.Image("gateway:1", null));

        foreach (var untried in (string?[])[null, "another"])
        {
            var finding = DockerFindings.Image("gateway:1", Image(untried));
            Assert.Equal(Health.Problem, finding.Health);
            Assert.Equal("gateway:1 was tried out for another version of NcAspire: `./nc image`", finding.Text);
        }

        Assert.Equal(
            new Finding(Health.Ok, "image", "gateway:1, 653 MB, passed its preflight"), DockerFindings.Image("gateway:1", Image(GatewayContract.Id)));
    }

    // The host keeps 2 GiB, and one instance takes 1.5.
    [Theory]
    [InlineData(8 * GiB, 0, 4)]
    [InlineData(8 * GiB, 3, 1)]
    [InlineData(8 * GiB, 4, 0)]
    [InlineData(8 * GiB, 5, 0)]
    [InlineData(GiB, 0, 0)]
    public void As_many_fit_as_have_room_beside_those_that_run(long memory, int running, int fit)
    {
        var finding = DockerFindings.Room(memory, [.. Enumerable.Repeat(3 * GiB / 2, running)], free: 512L << 20, disk: 41_900_000_000);

        Assert.Equal(fit > 0 ? Health.Ok : Health.Note, finding.Health);
        Assert.Equal(
            $"{running} instances run, {fit} more fit ({memory >> 20} MiB of memory, 512 free); 41 GB of disk are free", finding.Text);
    }

    [Fact]
    public void A_disk_that_is_elsewhere_is_not_guessed() =>
        Assert.EndsWith("; its disk can't be seen", DockerFindings.Room(8 * GiB, [], GiB, disk: null).Text, StringComparison.Ordinal);

    private static JsonElement Info(string json) => JsonDocument.Parse(json).RootElement;

    private static ImageFacts Image(string? preflight) =>
        new("sha256:1f", 653_914_283, preflight is null ? new Dictionary<string, string>() : new() { [ImageLabels.Preflight] = preflight });
}
