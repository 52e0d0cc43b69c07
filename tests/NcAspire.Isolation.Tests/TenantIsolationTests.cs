using System.Net;
using System.Text.Json;
using NcAspire.Isolation.Tests.Setting;

namespace NcAspire.Isolation.Tests;

/// <summary>What a tenant reaches and what not, on a real engine, with containers that the product's own provider made.</summary>
public sealed class TenantIsolationTests(Vm vm) : IsolationTest(vm)
{
    private static readonly Target[] _toAll =
        [Target.Udp("10.210.15.255", Container.Port), Target.Udp("255.255.255.255", Container.Port)];

    [Fact]
    public async Task Without_the_firewall_a_tenant_reaches_the_host_and_metadata_and_private_networks()
    {
        // Otherwise the tests below would pass for another reason.
        await Vm.Ada.AssertReachesAsync([.. Vm.Services, .. Vm.Closed, .. Vm.Open]);
    }

    [Fact]
    public async Task A_tenant_reaches_nothing_on_the_host()
    {
        await ProtectAsync();
        await Vm.Ada.AssertReachesNoneAsync([.. Vm.Services]);
    }

    [Fact]
    public async Task A_tenant_reaches_neither_metadata_nor_private_networks()
    {
        await ProtectAsync();
        await Vm.Ada.AssertReachesNoneAsync([.. Vm.Closed]);
    }

    [Fact]
    public async Task A_tenant_reaches_the_internet_and_names_are_resolved()
    {
        await ProtectAsync();
        await Vm.Ada.AssertReachesAsync([.. Vm.Open]);

        // Over TCP as well, and of the nameserver nothing but its port 53.
        Assert.Contains("world", (await Vm.Ada.AssertReachesAsync(Target.Tcp("10.99.0.53", 53)))[0], StringComparison.Ordinal);
        await Vm.Ada.AssertReachesNoneAsync(Target.Tcp("10.99.0.53", 80));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tenant_does_not_reach_another_one(bool isProtected)
    {
        if (isProtected)
        {
            await ProtectAsync();
        }

        var before = await Vm.Bob.ReceivedAsync();
        await Vm.Ada.AssertReachesNoneAsync(
            Vm.Bob.Gateway, Vm.Bob.Datagrams, Target.Tcp(Vm.Bob.Name, Container.Port), Target.Udp(Vm.Bob.Name, Container.Port));
        await Vm.Ada.SendAsync(_toAll);
        Assert.Equal(before, await Vm.Bob.ReceivedAsync());
    }

    [Fact]
    public async Task The_firewall_keeps_tenants_apart_even_where_the_engine_does_not()
    {
        const string Rule = "FORWARD -i nc-internal -o nc-internal -j DROP";
        await using var opened = await ExtraRule.MakeAsync(Vm, $"-D {Rule}", undo: $"-A {Rule}", Ct);
        var before = await Vm.Bob.ReceivedAsync();
        await Vm.Ada.AssertReachesAsync(Vm.Bob.Gateway, Vm.Bob.Datagrams, Target.Tcp(Vm.Bob.Name, Container.Port));
        await Vm.Ada.SendAsync(_toAll);
        Assert.Equal(before + 3, await Vm.Bob.ReceivedAsync());

        await ProtectAsync();
        await Vm.Ada.AssertReachesNoneAsync(Vm.Bob.Gateway, Vm.Bob.Datagrams, Target.Tcp(Vm.Bob.Name, Container.Port));
        await Vm.Ada.SendAsync(_toAll);
        Assert.Equal(before + 3, await Vm.Bob.ReceivedAsync());
    }

    [Fact]
    public async Task What_another_rule_turns_elsewhere_is_judged_by_where_it_was_meant_to_go()
    {
        const string Turn = "PREROUTING -i nc-internal -d 169.254.169.254/32 -p tcp --dport 80 -j DNAT --to-destination 198.51.100.80:80";
        await using var turned = await ExtraRule.MakeAsync(Vm, $"-t nat -I {Turn}", undo: $"-t nat -D {Turn}", Ct);
        Assert.Contains(Vm.Internet, (await Vm.Ada.AssertReachesAsync(Target.Tcp(Vm.Metadata, 80)))[0], StringComparison.Ordinal);

        await ProtectAsync();
        await Vm.Ada.AssertReachesNoneAsync(Target.Tcp(Vm.Metadata, 80));
    }

    [Fact]
    public async Task A_port_that_another_container_publishes_is_closed_to_tenants()
    {
        await using var published = await Vm.PublishedAsync(8099, Ct);
        await ProtectAsync();

        await Vm.World.AssertReachesAsync(Target.Tcp("203.0.113.2", 8099));
        await Vm.Ada.AssertReachesNoneAsync([.. Vm.HostAddresses.Select(address => Target.Tcp(address, 8099))]);
    }

    [Fact]
    public async Task Nobody_outside_reaches_a_tenant()
    {
        (await Vm.Host.ShellAsync("ip -netns world route replace 10.210.0.0/20 via 203.0.113.2", Ct)).Expected();
        await ProtectAsync();
        await Vm.World.AssertReachesNoneAsync(Vm.Ada.Gateway, Vm.Ada.Datagrams);
    }

    [Fact]
    public async Task A_tenant_gets_an_address_of_the_upper_half_and_can_take_no_other()
    {
        Assert.All([Vm.Ada, Vm.Bob], tenant => Assert.True(IPNetwork.Parse("10.210.8.0/21").Contains(IPAddress.Parse(tenant.Address))));

        var outside = Target.Tcp(Vm.Internet, 80);
        await Vm.Ada.AssertReachesAsync(outside with { From = Vm.Ada.Address });
        await Vm.Ada.AssertReachesNoneAsync(
            outside with { From = Vm.Bob.Address }, outside with { From = Vm.ControlPlaneAddress }, outside with { From = Vm.HostAddresses[0] });
    }

    [Fact]
    public async Task A_tenant_can_ask_which_machine_has_an_address_and_learns_a_key_that_opens_nothing()
    {
        // The engine's own name service tells it to everybody on the network, and can't be told otherwise.
        await ProtectAsync();
        var name = await Vm.Ada.NodeAsync(
            "require('dns').reverse(process.argv[1], (error, names) => console.log(error ? error.code : names.join()))", Vm.Bob.Address);
        Assert.Equal($"{Vm.Bob.Name}.{Vm.Bridge}", name.Trim());
    }

    [Fact]
    public async Task A_tenant_speaks_no_IPv6()
    {
        var interfaces = await Vm.Ada.NodeAsync("console.log(require('fs').readFileSync('/proc/net/if_inet6', 'utf8'))");
        Assert.DoesNotContain("eth0", interfaces, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_finds_no_socket_of_the_engine_and_nothing_of_the_host_but_its_own_volume()
    {
        var mounts = await Vm.Ada.NodeAsync("console.log(require('fs').readFileSync('/proc/mounts', 'utf8'))");
        var ofDisks = mounts.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .Where(mount => mount[0].StartsWith("/dev/", StringComparison.Ordinal));
        Assert.Equal(
            ["/data rw", "/etc/hostname ro", "/etc/hosts ro", "/etc/resolv.conf ro", "/sbin/docker-init ro"],
            ofDisks.Select(mount => $"{mount[1]} {mount[3].Split(',')[0]}").Order(StringComparer.Ordinal));

        var sockets = await Vm.Ada.NodeAsync(
            "console.log(JSON.stringify(['/var/run/docker.sock', '/run/docker.sock', '/run/containerd/containerd.sock'].filter(require('fs').existsSync)))");
        Assert.Empty(JsonSerializer.Deserialize<string[]>(sockets)!);
    }

    [Fact]
    public async Task A_tenant_has_no_rights_over_the_kernel()
    {
        var status = await Vm.Ada.NodeAsync("console.log(require('fs').readFileSync('/proc/self/status', 'utf8'))");
        Assert.Contains("CapEff:\t0000000000000000", status, StringComparison.Ordinal);
        Assert.Contains("CapBnd:\t0000000000000000", status, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1", status, StringComparison.Ordinal);
        Assert.Contains("Seccomp:\t2", status, StringComparison.Ordinal);
        Assert.Contains("Uid:\t1000\t1000\t1000\t1000", status, StringComparison.Ordinal);
    }
}
