namespace NcAspire.Isolation.Tests;

/// <summary>What deploy/vm/firewall.sh does not do, the sentence it says then, and that nothing changed.</summary>
public sealed class FirewallRefusalTests : FirewallTest
{
    [Theory]
    [InlineData("--bridge", "")]
    [InlineData("--bridge", "nc+")]
    [InlineData("--bridge", "-nc")]
    [InlineData("--bridge", "nc internal")]
    [InlineData("--bridge", "nc/internal")]
    [InlineData("--bridge", "nc-internal;true")]
    [InlineData("--bridge", "nc\n-A INPUT -j ACCEPT")]
    [InlineData("--bridge", "nc*")]
    [InlineData("--bridge", "$(true)")]
    [InlineData("--bridge", "a-name-too-long1")]
    [InlineData("--gateway-port", "0")]
    [InlineData("--gateway-port", "65536")]
    [InlineData("--gateway-port", "018789")]
    [InlineData("--gateway-port", "18789 -j ACCEPT")]
    [InlineData("--gateway-port", "99999999999999999999")]
    [InlineData("--gateway-port", "-1")]
    [InlineData("--control-plane", "10.210.0.2/8")]
    [InlineData("--control-plane", "10.210.0.256")]
    [InlineData("--control-plane", "10.210.0")]
    [InlineData("--control-plane", "10.210.0.2.3")]
    [InlineData("--control-plane", "010.210.0.2")]
    [InlineData("--control-plane", "0.0.0.0")]
    [InlineData("--control-plane", "127.0.0.1")]
    [InlineData("--control-plane", "255.255.255.255")]
    [InlineData("--control-plane", "localhost")]
    [InlineData("--control-plane", "fd00::2")]
    [InlineData("--control-plane", "10.210.0.2 -j ACCEPT")]
    [InlineData("--relay", "10.210.0.3")]
    [InlineData("--relay", "10.210.0.3:")]
    [InlineData("--relay", ":8090")]
    [InlineData("--relay", "10.210.0.3:0")]
    [InlineData("--relay", "10.210.0.3:80:90")]
    [InlineData("--relay", "10.210.0.0/16:8090")]
    [InlineData("--relay", "10.210.0.3:1 -j ACCEPT")]
    [InlineData("--nameserver", "10.0.0.0/8")]
    [InlineData("--nameserver", "*")]
    [InlineData("--deny", "203.0.113.0/33")]
    [InlineData("--deny", "203.0.113.0/24/24")]
    [InlineData("--deny", "203.0.113.0/")]
    [InlineData("--deny", "/24")]
    [InlineData("--deny", "! 10.0.0.0/8")]
    [InlineData("--deny", "example.com")]
    public async Task Hostile_values_are_refused(string parameter, string value) =>
        await AssertRefusedAsync([parameter, value], $"{parameter} takes");

    [Theory]
    [InlineData("--bridge")]
    [InlineData("--relay")]
    public async Task A_parameter_without_its_value_is_refused(string parameter) =>
        await AssertRefusedAsync([parameter], $"{parameter} takes a value.");

    [Theory]
    [InlineData("--flush")]
    [InlineData("remove")]
    [InlineData("")]
    public async Task An_unknown_word_is_refused(string word) => await AssertRefusedAsync([word], $"There is no \"{word}\"");

    [Fact]
    public async Task Who_is_not_root_is_told_so()
    {
        var said = await Host.ShellAsync($"setpriv --reuid 65534 --regid 65534 --clear-groups sh <{Script}", Ct);
        Assert.Equal(2, said.ExitCode);
        Assert.Equal("firewall.sh: It must run as root.", said.Errors.Trim());
    }

    [Fact]
    public async Task A_host_without_iptables_is_told_what_to_install()
    {
        var said = await Host.ShellAsync(
            $"""
            mkdir /run/few; for one in sh id awk flock unshare; do ln -s "$(command -v $one)" /run/few; done
            cp {Script} /run/firewall.sh; mkdir /run/none; mount --bind /run/none /usr/sbin; PATH=/run/few sh /run/firewall.sh
            """,
            Ct);
        Assert.Equal(2, said.ExitCode);
        Assert.Equal("firewall.sh: iptables is missing; on Debian: apt-get install iptables util-linux.", said.Errors.Trim());
    }

    [Fact]
    public async Task An_iptables_that_fails_is_no_firewall()
    {
        var said = await Host.ShellAsync(
            $"mkdir /run/broken; printf '#!/bin/sh\nexit 4\n' >/run/broken/iptables; chmod +x /run/broken/iptables; PATH=/run/broken:$PATH {Script}",
            Ct);
        Assert.Equal(2, said.ExitCode);
        Assert.NotEmpty(said.Errors);
    }

    [Fact]
    public async Task Help_needs_no_rights()
    {
        var said = await Host.ShellAsync($"setpriv --reuid 65534 --regid 65534 --clear-groups sh -s -- --help <{Script}", Ct);
        Assert.Equal(0, said.ExitCode);
        Assert.StartsWith("Usage: firewall.sh", said.Output, StringComparison.Ordinal);
    }

    private async Task AssertRefusedAsync(string[] arguments, string sentence)
    {
        var before = await TablesAsync();
        foreach (var action in new string[][] { [], ["--check"], ["--remove"] })
        {
            var said = await FirewallAsync([.. action, .. arguments]);
            Assert.Equal(2, said.ExitCode);
            Assert.StartsWith($"firewall.sh: {sentence}", said.Errors, StringComparison.Ordinal);
        }

        Assert.Equal(before, await TablesAsync());
    }
}
