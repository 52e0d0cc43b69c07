namespace NcAspire.Isolation.Tests;

/// <summary>deploy/vm/firewall.sh by itself: what it writes, finds and takes away. What it is good for stands in other classes.</summary>
public sealed class FirewallTests : FirewallTest
{
    private static readonly string[] _everything =
    [
        "--control-plane", "10.210.0.2", "--relay", "10.210.0.3:8090", "--deny", "203.0.113.0/24", "--nameserver", "10.0.0.53",
    ];

    [Fact]
    public async Task The_check_is_content_with_what_was_applied()
    {
        await ApplyAsync(_everything);
        await AssertFindsAsync([], _everything);
    }

    [Fact]
    public async Task Applying_again_writes_nothing()
    {
        await ApplyAsync();
        await RunAsync("iptables -R NC-INPUT-nc-internal 2 -j DROP -c 7 7");

        await ApplyAsync();

        // A rule that is written anew counts from nought.
        Assert.Contains("-A NC-INPUT-nc-internal -c 7 7 -j DROP", await RunAsync("iptables -S -v"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removing_leaves_everything_as_it_was()
    {
        var before = await TablesAsync();
        await ApplyAsync(_everything);
        Assert.NotEqual(before, await TablesAsync());

        await ApplyAsync("--remove");
        Assert.Equal(before, await TablesAsync());

        await ApplyAsync("--remove");
        Assert.Equal(before, await TablesAsync());
    }

    [Theory]
    [InlineData("iptables")]
    [InlineData("ip6tables")]
    public async Task The_check_finds_each_rule_that_is_missing(string family)
    {
        await ApplyAsync(_everything);
        var tables = await TablesAsync();
        var rules = (await RunAsync($"{family} -S | grep -e 'NC-.*-nc-internal' -e '-j DOCKER-USER' | grep -v ^-N")).Trim().Split('\n');
        Assert.True(rules.Length >= 5);

        foreach (var rule in rules)
        {
            await RunAsync($"{family} -D {rule["-A ".Length..]}");
            await AssertFindsAsync([$"missing: {family} {rule}"], _everything);

            await ApplyAsync(_everything);
            Assert.Equal(tables, await TablesAsync());
        }
    }

    [Theory]
    [InlineData("iptables -A NC-FORWARD-nc-internal -d 10.0.0.9/32 -j ACCEPT")]
    [InlineData("iptables -A INPUT -j NC-FORWARD-nc-internal")]
    [InlineData("iptables -A INPUT -i nc-internal -j NC-INPUT-nc-internal")]
    [InlineData("ip6tables -A NC-INPUT-nc-internal -j RETURN")]
    public async Task The_check_finds_a_rule_that_is_too_much(string rule)
    {
        await ApplyAsync();
        var tables = await TablesAsync();

        await RunAsync(rule);
        await AssertFindsAsync([$"too much: {rule}"]);

        await ApplyAsync();
        Assert.Equal(tables, await TablesAsync());
    }

    [Fact]
    public async Task The_check_finds_rules_in_another_order()
    {
        await ApplyAsync();
        await RunAsync("iptables -D NC-INPUT-nc-internal 2; iptables -I NC-INPUT-nc-internal -j DROP");
        await AssertFindsAsync(["out of order: iptables NC-INPUT-nc-internal or NC-FORWARD-nc-internal"]);

        await ApplyAsync();
        await AssertFindsAsync([]);
    }

    [Theory]
    [InlineData("INPUT -p tcp -m tcp --dport 22 -j ACCEPT", 1)]
    [InlineData("INPUT -i nc-+ -j ACCEPT", 1)]
    [InlineData("INPUT ! -i eth0 -j ACCEPT", 1)]
    [InlineData("INPUT -s 10.0.0.0/8 -j friends", 1)]
    [InlineData("INPUT -m conntrack --ctstate NEW -j RETURN", 1)]
    [InlineData("DOCKER-USER -j RETURN", 2)]
    [InlineData("DOCKER-USER -i nc-internal -j ACCEPT", 2)]
    [InlineData("DOCKER-USER -i nc-internal ! -o nc-internal -j ACCEPT", 1)]
    public async Task The_check_finds_a_rule_that_lets_through_before_ours(string rule, int rulesWithoutEffect)
    {
        await RunAsync("iptables -N friends; iptables -A friends -p udp -j DROP; iptables -A friends -j ACCEPT");
        await ApplyAsync();
        await RunAsync($"iptables -I {rule}");

        var said = await FirewallAsync("--check");
        Assert.Equal(1, said.ExitCode);
        Assert.Equal(rulesWithoutEffect, said.Lines.Count);
        Assert.All(said.Lines, line => Assert.EndsWith($"since before it stands -A {rule}", line, StringComparison.Ordinal));

        await ApplyAsync();
        await AssertFindsAsync([]);
    }

    [Theory]
    [InlineData("iptables -I INPUT -i lo -j ACCEPT")]
    [InlineData("iptables -I INPUT -i docker0 -j ACCEPT")]
    [InlineData("iptables -I INPUT ! -i nc-internal -j ACCEPT")]
    [InlineData("iptables -I INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT")]
    [InlineData("iptables -I INPUT -p tcp -j f2b")]
    [InlineData("iptables -A INPUT -p tcp --dport 22 -j ACCEPT")]
    public async Task The_check_leaves_alone_what_does_no_harm(string rule)
    {
        await ApplyAsync();
        await RunAsync(rule);
        await AssertFindsAsync([]);
    }

    [Theory]
    [InlineData("-I FORWARD -i nc-internal -j ACCEPT", "without effect: iptables -A FORWARD -j DOCKER-USER, since before it stands -A FORWARD -i nc-internal -j ACCEPT")]
    [InlineData("-D FORWARD -j DOCKER-USER", "missing: iptables -A FORWARD -j DOCKER-USER")]
    [InlineData("-A FORWARD -j DOCKER-USER", "too much: iptables -A FORWARD -j DOCKER-USER")]
    public async Task The_way_to_the_engines_chain_is_looked_at_and_mended(string change, string finding)
    {
        await ApplyAsync();
        await RunAsync($"iptables {change}");
        await AssertFindsAsync([finding]);

        await ApplyAsync();
        await AssertFindsAsync([]);
    }

    [Fact]
    public async Task The_check_finds_a_bridge_that_passes_the_rules_by()
    {
        await RunAsync("ip link add nc-internal type bridge; echo 0 >/proc/sys/net/bridge/bridge-nf-call-iptables");
        await ApplyAsync();
        await RunAsync("echo 0 >/proc/sys/net/bridge/bridge-nf-call-iptables");
        await AssertFindsAsync(
            ["missing: sysctl net.bridge.bridge-nf-call-iptables=1 (without it tenants reach each other on the bridge)"]);

        await ApplyAsync();
        await AssertFindsAsync([]);
    }

    [Fact]
    public async Task Before_the_engine_ever_started_the_chain_is_made_and_taken_away_again()
    {
        await RunAsync("iptables -F; iptables -X DOCKER-USER");
        var before = await TablesAsync();
        await ApplyAsync();
        await AssertFindsAsync([]);

        await ApplyAsync("--remove");
        Assert.Equal(before, await TablesAsync());
    }

    [Fact]
    public async Task A_chain_that_an_engine_made_stays()
    {
        await RunAsync("iptables -F DOCKER-USER; iptables -N DOCKER");
        var before = await TablesAsync();
        await ApplyAsync();
        await ApplyAsync("--remove");
        Assert.Equal(before, await TablesAsync());
    }

    [Fact]
    public async Task Many_runs_at_once_leave_what_one_leaves()
    {
        await ApplyAsync();
        var tables = await TablesAsync();
        await ApplyAsync("--remove");

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => FirewallAsync()));
        Assert.All(all, said => Assert.Equal(0, said.ExitCode));
        Assert.Equal(tables, await TablesAsync());
    }

    [Fact]
    public async Task Two_bridges_do_not_know_each_other()
    {
        await ApplyAsync("--bridge", "nc-one");
        var one = await TablesAsync();

        await ApplyAsync("--bridge", "nc-one.2", "--deny", "203.0.113.0/24");
        await AssertFindsAsync([], "--bridge", "nc-one");
        await AssertFindsAsync([], "--bridge", "nc-one.2", "--deny", "203.0.113.0/24");

        await ApplyAsync("--bridge", "nc-one.2", "--remove");
        Assert.Equal(one, await TablesAsync());
    }

    [Fact]
    public async Task The_nameservers_are_those_that_the_engine_hands_to_containers()
    {
        await RunAsync("""
            place=$(readlink -m /etc/resolv.conf); mkdir -p /run/systemd/resolve "$(dirname "$place")"; [ -e "$place" ] || : >"$place"
            echo 'nameserver 127.0.0.53' >/run/stub; mount --bind /run/stub "$place"
            printf 'nameserver 10.1.2.3\nnameserver 127.0.0.1\nnameserver fd00::1\nnameserver 192.0.2.9\n' >/run/systemd/resolve/resolv.conf
            """);
        await ApplyAsync();

        var rules = await RunAsync("iptables -S | grep 'dport 53'");
        Assert.Equal(4, rules.Trim().Split('\n').Length);
        Assert.Contains("-d 10.1.2.3/32 -p udp", rules, StringComparison.Ordinal);
        Assert.Contains("-d 192.0.2.9/32 -p tcp", rules, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_stand_for_parameters()
    {
        await RunAsync($"NC_BRIDGE=nc-b NC_GATEWAY_PORT=18790 NC_CONTROL_PLANE=10.9.0.2 NC_RELAY=10.9.0.3:81 NC_NAMESERVERS='10.0.0.1 10.0.0.2' NC_DENY='1.0.0.0/8 2.0.0.0/8' {Script}");
        await AssertFindsAsync(
            [], "--bridge", "nc-b", "--gateway-port", "18790", "--control-plane", "10.9.0.2", "--relay", "10.9.0.3:81",
            "--nameserver", "10.0.0.1", "--nameserver", "10.0.0.2", "--deny", "1.0.0.0/8", "--deny", "2.0.0.0/8");
    }

    [Fact]
    public async Task The_older_kind_of_iptables_will_do()
    {
        var legacy = await Host.ShellAsync("iptables-legacy -S && ip6tables-legacy -S", Ct);
        Assert.SkipUnless(legacy.ExitCode is 0, $"The kernel has no iptables-legacy: {legacy.Errors}");
        await RunAsync("""
            mkdir /run/legacy; for one in iptables ip6tables; do for part in '' -save -restore; do
            ln -s "$(command -v $one-legacy$part)" /run/legacy/$one$part; done; done; iptables -F FORWARD; iptables -F DOCKER-USER; iptables -X DOCKER-USER
            iptables-legacy -N DOCKER-USER; iptables-legacy -A DOCKER-USER -j RETURN; iptables-legacy -A FORWARD -j DOCKER-USER
            iptables-legacy -S >/run/before
            """);
        var script = $"PATH=/run/legacy:$PATH {Script} {string.Join(' ', _everything)}";

        await RunAsync(script);
        await RunAsync($"{script} --check");
        Assert.Contains("-A DOCKER-USER -i nc-internal -j NC-FORWARD-nc-internal", await RunAsync("iptables-legacy -S"), StringComparison.Ordinal);

        await RunAsync("iptables-legacy -D NC-INPUT-nc-internal -j DROP");
        Assert.Equal("missing: iptables -A NC-INPUT-nc-internal -j DROP", (await Host.ShellAsync($"{script} --check", Ct)).Output.Trim());

        await RunAsync($"{script} --remove");
        Assert.Equal(await RunAsync("cat /run/before"), await RunAsync("iptables-legacy -S"));
    }
}
