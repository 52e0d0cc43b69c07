using System.Net;
using System.Net.Http.Json;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using NcAspire.Core.Compute;
using NcAspire.Gateway.OpenClaw;
using NcAspire.Testing;

namespace NcAspire.Isolation.Tests.Gateways;

/// <summary>
/// Whether somebody else than the control plane can command a gateway by sending its headers. Code that runs in the machine, with the
/// gateway's own rights, is the strongest who could try.
/// </summary>
public sealed class ImpersonationTests(RealMachine machine) : MachineTest(machine)
{
    private const string Config = "/data/.openclaw/openclaw.json";

    private const string Rewrite = $$"""
        const fs = require('fs');
        const config = JSON.parse(fs.readFileSync('{{Config}}'));
        config.gateway.trustedProxies = ['127.0.0.1'];
        config.gateway.auth.trustedProxy.allowLoopback = true;
        fs.writeFileSync('{{Config}}', JSON.stringify(config));
        """;

    [Fact]
    public async Task The_control_plane_commands_the_gateway()
    {
        // Otherwise the tests below would pass for another reason.
        Assert.Equal(HttpStatusCode.OK, await CallAsync(from: Machine.ControlPlane));
    }

    [Fact]
    public async Task From_within_the_machine_its_headers_open_nothing()
    {
        var answers = (await Machine.ScriptAsync("forge.js", Ct, Machine.Address, Headers, Machine.ControlPlane)).Expected();
        var tried = answers.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(8 * 13, tried.Length);
        Assert.All(tried, line => Assert.Matches("^(401|403) ", line));
    }

    [Fact]
    public async Task From_within_the_machine_no_kind_of_client_is_let_in()
    {
        var answers = (await Machine.ScriptAsync("greet.js", Ct, Machine.Address, Headers)).Expected();
        var tried = answers.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(2 * 10 * 2 * (3 + 3), tried.Length);
        Assert.DoesNotContain(tried, line => line.StartsWith("let in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task From_within_the_machine_OpenClaws_own_program_commands_nothing()
    {
        var said = await Machine.InsideAsync(["openclaw", "gateway", "call", "config.get"], Ct);
        Assert.NotEqual(0, said.ExitCode);
        Assert.Contains("unauthorized", said.Output + said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_another_address_of_the_host_its_headers_open_nothing()
    {
        var other = NetworkInterface.GetAllNetworkInterfaces().Select(one => one.GetIPProperties()).Where(one => one.GatewayAddresses.Count > 0)
            .SelectMany(one => one.UnicastAddresses).Select(one => one.Address).First(a => a.AddressFamily is AddressFamily.InterNetwork);
        Assert.NotEqual(Machine.ControlPlane, other.ToString());
        Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(other.ToString()));
    }

    [Fact]
    public async Task Code_in_the_machine_can_open_its_own_gateway_by_rewriting_its_configuration()
    {
        // Said in the threat model: who gets to run code there owns that one instance. It opens no other.
        var original = await ReadAsync("cat", Config);
        try
        {
            await ReadAsync("node", "-e", Rewrite);
            await Eventually.TrueAsync(async () => (await ForgedAsync()).Contains("200 127.0.0.1", StringComparison.Ordinal), Ct);
        }
        finally
        {
            await Machine.Provider.SeedFilesAsync(Machine.Ada.Name, [new SeedFile("openclaw.json", original)], CancellationToken.None);
            await Eventually.TrueAsync(
                async () => !(await ForgedAsync()).Contains("200 127.0.0.1", StringComparison.Ordinal), CancellationToken.None);
        }
    }

    private async Task<string> ForgedAsync() =>
        (await Machine.ScriptAsync("forge.js", Ct, Machine.Address, Headers, Machine.ControlPlane)).Expected();

    private async Task<HttpStatusCode> CallAsync(string from)
    {
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Machine.Endpoint.BaseAddress, "/api/v1/admin/rpc"))
        {
            Content = JsonContent.Create(new { method = "health" }),
        };
        foreach (var (name, value) in ServiceIdentity.Headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await http.SendAsync(request, Ct);
        return response.StatusCode;

        async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }
}
