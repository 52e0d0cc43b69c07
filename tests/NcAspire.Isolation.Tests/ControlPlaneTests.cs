using System.Net;
using System.Text.Json;
using NcAspire.Isolation.Tests.Setting;

namespace NcAspire.Isolation.Tests;

/// <summary>The control plane reaches tenants, on the host or in a container at a fixed address, and no tenant reaches it.</summary>
public sealed class ControlPlaneTests(Vm vm) : IsolationTest(vm)
{
    private static readonly Target[] _portsOfFixed =
        [Target.Tcp(Vm.ControlPlaneAddress, Container.Port), Target.Tcp(Vm.ControlPlaneAddress, 8090), Target.Udp(Vm.ControlPlaneAddress, Container.Port)];

    [Fact]
    public async Task On_the_host_it_reaches_every_tenant_from_the_address_that_gateways_trust()
    {
        await ProtectAsync();
        var answers = await Vm.Itself.AssertReachesAsync(Vm.Ada.Gateway, Vm.Bob.Gateway);
        Assert.All(answers, answer => Assert.Equal("10.210.0.1", Seen(answer)));
    }

    [Fact]
    public async Task In_a_container_it_reaches_every_tenant_and_no_tenant_reaches_it()
    {
        await using var controlPlane = await Vm.FixedAsync(Vm.ControlPlaneAddress, Ct);
        await ProtectAsync("--control-plane", Vm.ControlPlaneAddress);

        var answers = await controlPlane.AssertReachesAsync(Vm.Ada.Gateway, Vm.Bob.Gateway);
        Assert.All(answers, answer => Assert.Equal(Vm.ControlPlaneAddress, Seen(answer)));
        await controlPlane.AssertReachesNoneAsync([Vm.Ada.Datagrams, .. Vm.Services]);

        await Vm.Itself.AssertReachesAsync([.. _portsOfFixed]);
        await Vm.Ada.AssertReachesNoneAsync([.. _portsOfFixed, Vm.Bob.Gateway]);
    }

    [Fact]
    public async Task Its_address_is_given_to_no_tenant_while_it_is_away()
    {
        await using var carol = await Vm.TenantAsync(Ct);
        await using var dave = await Vm.TenantAsync(Ct);
        Assert.All(
            [Vm.Ada, Vm.Bob, carol, dave],
            tenant => Assert.False(IPNetwork.Parse("10.210.0.0/21").Contains(IPAddress.Parse(tenant.Address))));
    }

    [Fact]
    public async Task The_relay_in_a_container_is_the_one_thing_that_tenants_reach()
    {
        await using var relay = await Vm.FixedAsync(Vm.RelayAddress, Ct);
        await ProtectAsync();
        await Vm.Ada.AssertReachesNoneAsync(Target.Tcp(relay.Address, 8090));

        await ProtectAsync("--relay", $"{relay.Address}:8090");
        await Vm.Ada.AssertReachesAsync(Target.Tcp(relay.Address, 8090));
        await Vm.Ada.AssertReachesNoneAsync(
            [Target.Tcp(relay.Address, 8091), relay.Gateway, relay.Datagrams, Vm.Bob.Gateway, .. Vm.Services, .. Vm.Closed]);
        await relay.AssertReachesNoneAsync(Vm.Ada.Gateway);
    }

    [Fact]
    public async Task The_relay_on_the_host_is_the_one_thing_that_tenants_reach()
    {
        await ProtectAsync("--relay", "10.210.0.1:8080");
        var relay = Target.Tcp("10.210.0.1", 8080);
        await Vm.Ada.AssertReachesAsync(relay);
        await Vm.Ada.AssertReachesNoneAsync([.. Vm.Services.Where(service => service != relay), .. Vm.Closed]);
    }

    [Fact]
    public async Task No_tenant_can_take_all_connections_of_the_relay()
    {
        // Opens many at once and says how many are open when no more come.
        const string Open = """
            const [address, port, many] = process.argv.slice(1);
            let open = 0, last = Date.now();
            for (let i = 0; i < many; i++) require('net').connect(port, address, () => { open++; last = Date.now(); }).on('error', () => {});
            setInterval(() => { if (Date.now() - last > 2000) { console.log(open); process.exit(); } }, 100);
            """;
        await ProtectAsync("--relay", "10.210.0.1:8080");

        var open = await Task.WhenAll(new[] { Vm.Ada, Vm.Bob }.Select(tenant => tenant.NodeAsync(Open, "10.210.0.1", "8080", "200")));

        Assert.Equal(["128", "128"], open.Select(count => count.Trim()));
    }

    // {"name":"tenant","localAddress":"10.210.8.2","remoteAddress":"10.210.0.1","datagrams":0}
    private static string? Seen(string answer) => JsonDocument.Parse(answer).RootElement.GetProperty("remoteAddress").GetString();
}
