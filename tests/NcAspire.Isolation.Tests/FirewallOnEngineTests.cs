using NcAspire.Isolation.Tests.Setting;

namespace NcAspire.Isolation.Tests;

/// <summary>The firewall and an engine that comes and goes.</summary>
public sealed class FirewallOnEngineTests(Vm vm) : IsolationTest(vm)
{
    [Fact]
    public async Task The_rules_outlive_a_restart_of_the_engine()
    {
        await ProtectAsync();
        await Vm.Host.OrderAsync("stop", Ct);
        await Vm.Itself.AssertReachesAsync(Vm.Ada.Gateway);
        await Vm.Host.OrderAsync("start", Ct);

        Assert.Equal("", (await Vm.FirewallAsync(Ct, "--check")).Expected());
        await Vm.Ada.AssertReachesNoneAsync([.. Vm.Services, .. Vm.Closed, Vm.Bob.Gateway]);
        await Vm.Ada.AssertReachesAsync([.. Vm.Open]);
        await Vm.Itself.AssertReachesAsync(Vm.Ada.Gateway);
    }

    [Fact]
    public async Task What_a_flush_and_an_engine_that_starts_anew_have_spoiled_is_mended()
    {
        await ProtectAsync();
        (await Vm.Host.ShellAsync("iptables -F", Ct)).Expected();
        await Vm.Host.OrderAsync("stop", Ct);
        await Vm.Host.OrderAsync("start", Ct);

        await ProtectAsync();
        await Vm.Ada.AssertReachesNoneAsync([.. Vm.Services, .. Vm.Closed, Vm.Bob.Gateway]);
        await Vm.Ada.AssertReachesAsync([.. Vm.Open]);
        await Vm.Itself.AssertReachesAsync(Vm.Ada.Gateway);
    }

    [Fact]
    public void Rules_from_before_the_engine_ever_started_hold_once_the_first_tenant_runs() =>
        Assert.Equal(new Said(0, "", ""), Vm.FirstCheck);

    [Fact]
    public async Task Removing_it_leaves_the_engines_rules_as_they_were()
    {
        const string Save = "{ iptables-save; ip6tables-save; } | sed -e '/^#/d' -e 's/ [[][0-9:]*[]]$//'";
        var before = (await Vm.Host.ShellAsync(Save, Ct)).Expected();
        await ProtectAsync("--control-plane", Vm.ControlPlaneAddress);

        (await Vm.FirewallAsync(Ct, "--remove")).Expected();

        Assert.Equal(before, (await Vm.Host.ShellAsync(Save, Ct)).Expected());
        await Vm.Ada.AssertReachesAsync(Vm.Services[0]);
    }
}
