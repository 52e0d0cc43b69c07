using System.Text.RegularExpressions;

namespace NcAspire.Isolation.Tests.Gateways;

/// <summary>What a running machine shows to whoever is in it, or asks the engine about it: no credential, and nothing of others.</summary>
public sealed partial class DisclosureTests(RealMachine machine) : MachineTest(machine)
{
    // The gateway's own ones, the image's, the shell's. A new one has to be looked at before it gets in here.
    private static readonly string[] _variables =
    [
        "HOME", "HOSTNAME", "NODE_COMPILE_CACHE", "OPENCLAW_DISABLE_BONJOUR", "OPENCLAW_GATEWAY_PORT", "OPENCLAW_NO_AUTO_UPDATE",
        "OPENCLAW_NO_RESPAWN", "OPENCLAW_OFFLINE", "OPENCLAW_PACKAGED_COMPILE_CACHE_RESPAWNED", "OPENCLAW_SERVICE_REPAIR_POLICY",
        "OPENCLAW_STATE_DIR", "OPENCLAW_SUPERVISOR_MODE", "PATH", "PWD", "TMPDIR",
    ];

    // The gateway gives them to the processes that it starts.
    private static readonly string[] _ofProcesses = ["NODE_CHANNEL_FD", "NODE_CHANNEL_SERIALIZATION_MODE", "OPENCLAW_CLI", "OPENCLAW_PATH_BOOTSTRAPPED"];

    [Fact]
    public async Task Its_environment_holds_names_of_places_and_switches_only() =>
        Assert.Empty(Names(await ReadAsync("env")).Except(_variables));

    [Fact]
    public async Task No_process_in_it_has_a_credential_in_its_environment()
    {
        // Of the init process, which is root's, nothing is shown.
        var environments = await ReadAsync("sh", "-c", "for one in /proc/[0-9]*/environ; do tr '\\0' '\\n' <$one; done 2>/dev/null; true");
        Assert.Contains("OPENCLAW_STATE_DIR", Names(environments));
        Assert.Empty(Names(environments).Except(_variables).Except(_ofProcesses));
        Assert.DoesNotMatch(Credential(), environments);
    }

    [Fact]
    public async Task The_engine_shows_no_credential_of_it()
    {
        var inspected = await Machine.InspectAsync(Ct);
        Assert.Empty(Names(string.Join('\n', inspected.Config.Env)).Except(_variables));
        Assert.DoesNotMatch(Credential(), string.Join('\n', inspected.Config.Labels.Select(label => $"{label.Key}={label.Value}")));
        Assert.DoesNotMatch(Credential(), string.Join('\n', [.. inspected.Config.Cmd, .. inspected.Config.Entrypoint, .. inspected.Args]));
    }

    [Fact]
    public async Task Its_configuration_holds_no_credential()
    {
        var config = await ReadAsync("cat", "/data/.openclaw/openclaw.json");
        Assert.Contains("\"trusted-proxy\"", config, StringComparison.Ordinal);

        // The section "secrets" says in which file of the volume they are.
        Assert.DoesNotContain(Key().Matches(config), key => key.Value.Trim('"') is not "secrets" && Credential().IsMatch(key.Value));
    }

    [Fact]
    public async Task It_mounts_its_own_volume_and_nothing_else_of_the_host()
    {
        var disks = (await ReadAsync("cat", "/proc/mounts")).Split('\n').Select(line => line.Split(' '))
            .Where(mount => mount[0].StartsWith("/dev/", StringComparison.Ordinal)).Select(mount => $"{mount[1]} {mount[3].Split(',')[0]}");
        Assert.Equal(
            ["/data rw", "/etc/hostname ro", "/etc/hosts ro", "/etc/resolv.conf ro", "/sbin/docker-init ro"],
            disks.Order(StringComparer.Ordinal));

        var mount = Assert.Single((await Machine.InspectAsync(Ct)).Mounts);
        Assert.Equal(Machine.Ada.Volume, mount.Name);
    }

    [Fact]
    public async Task Nothing_of_a_neighbour_is_to_be_found_in_it()
    {
        string[] ofBob =
        [
            RealMachine.NeighbourSlug, RealMachine.NeighbourPhone.Value, Machine.Bob.Name, Machine.Bob.Volume, Machine.Bob.Instance.ToString(),
        ];
        var anywhere = string.Join(' ', ofBob.Select(text => $"-e {text}"));

        // Its own name is found, so the search does search.
        Assert.Equal("/data/.openclaw/openclaw.json", (await ReadAsync("grep", "-rlF", "+15550101234", "/data/.openclaw/openclaw.json")).Trim());
        var found = await ReadAsync(
            "sh", "-c", $"grep -rlaF {anywhere} /data /tmp /etc /opt/openclaw/package.json /proc/[0-9]*/environ /proc/[0-9]*/cmdline /proc/mounts 2>/dev/null | grep -v ^/proc/$$/; true");
        Assert.DoesNotMatch("^/(data|tmp|etc|opt)|mounts", found);
    }

    [Fact]
    public async Task It_listens_on_the_gateways_port_only()
    {
        // Local address in hex and state 0A = LISTEN: "0: 00000000:4965 00000000:0000 0A …"; 127.0.0.11 is the engine's name service.
        var sockets = await ReadAsync("sh", "-c", "cat /proc/net/tcp /proc/net/tcp6");
        var listening = Listening().Matches(sockets).Select(match => match.Groups[1].Value).Where(a => !a.StartsWith("0B00007F:", StringComparison.Ordinal));
        Assert.Equal(["00000000:4965"], listening);
    }

    private static IEnumerable<string> Names(string environment) =>
        environment.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Contains('=', StringComparison.Ordinal))
            .Select(line => line.Split('=')[0]).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex("token|password|passwd|secret|api_?key|private_?key|bearer", RegexOptions.IgnoreCase)]
    private static partial Regex Credential();

    [GeneratedRegex("\"[^\"]+\"(?=\\s*:)")]
    private static partial Regex Key();

    [GeneratedRegex(@"^ *\d+: ([0-9A-F]+:[0-9A-F]{4}) [0-9A-F:]+ 0A ", RegexOptions.Multiline)]
    private static partial Regex Listening();
}
