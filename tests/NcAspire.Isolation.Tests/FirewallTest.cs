using NcAspire.Testing;

namespace NcAspire.Isolation.Tests;

/// <summary>A host of its own for each test, used by an engine, an operator and other programs as hosts are.</summary>
public abstract class FirewallTest : IAsyncLifetime
{
    private const string Used = """
        iptables -P FORWARD DROP; iptables -N DOCKER-USER; iptables -A FORWARD -j DOCKER-USER
        iptables -A DOCKER-USER -i docker0 -p tcp --dport 25 -j DROP; iptables -A DOCKER-USER -j RETURN
        iptables -A INPUT -i lo -j ACCEPT
        iptables -N f2b; iptables -A f2b -s 192.0.2.77 -j REJECT; iptables -A f2b -j RETURN; iptables -A INPUT -p tcp --dport 22 -j f2b
        iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
        ip6tables -A INPUT -p ipv6-icmp -j ACCEPT
        """;

    private OwnHost? _host;

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected static string Script { get; } = Path.Combine(Toolchain.RepositoryRoot, "deploy", "vm", "firewall.sh");

    private protected OwnHost Host => _host ?? throw new InvalidOperationException("The host has not started.");

    public async ValueTask InitializeAsync()
    {
        OwnHost.Require();
        _host = await OwnHost.StartAsync(Ct);
        await RunAsync(Used);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private protected async Task<string> RunAsync(string line) => (await Host.ShellAsync(line, Ct)).Expected();

    private protected Task<Said> FirewallAsync(params string[] arguments) => Host.RunAsync([Script, .. arguments], Ct);

    private protected async Task ApplyAsync(params string[] arguments) => (await FirewallAsync(arguments)).Expected();

    /// <summary>All tables of both families, without counters and dates.</summary>
    private protected Task<string> TablesAsync() =>
        RunAsync("{ iptables-save; ip6tables-save; } | sed -e '/^#/d' -e 's/ [[][0-9:]*[]]$//'");

    private protected async Task AssertFindsAsync(IEnumerable<string> findings, params string[] arguments)
    {
        var said = await FirewallAsync([.. arguments, "--check"]);
        Assert.Equal("", said.Errors);
        Assert.Equal(findings, said.Lines);
        Assert.Equal(findings.Any() ? 1 : 0, said.ExitCode);
    }
}
