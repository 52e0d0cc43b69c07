using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using NcAspire.Core.Compute;
using NcAspire.Gateway.OpenClaw;
using NcAspire.Testing;

namespace NcAspire.Gateway.Tests;

/// <summary>Who gets into a gateway with our configuration, and as what.</summary>
[Collection<OneLiveGateway>]
public sealed class GatewayAccessTests(LiveGateway live)
{
    // More than the ten failures in a minute that lock an address out in other authentication modes.
    private const int ManyAttempts = 12;

    private static readonly Uri _rpc = new("/api/v1/admin/rpc", UriKind.Relative);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_ready_and_tells_its_version()
    {
        var probe = await live.Gateway.ProbeAsync(live.Endpoint, Ct);

        Assert.True(probe.Live);
        Assert.True(probe.Ready);
        Assert.Equal("2026.9.6", probe.Version);
    }

    [Fact]
    public async Task The_control_plane_is_an_administrator_and_nothing_more()
    {
        await using var socket = await live.Sockets.ConnectAsync(live.Endpoint, TimeSpan.FromSeconds(10), Ct);

        Assert.Equal(["operator.admin"], socket.Scopes);
        Assert.Contains("web.login.start", socket.Methods);
    }

    [Theory]
    [InlineData("x-openclaw-user", "mallory", HttpStatusCode.Unauthorized)]
    [InlineData("x-openclaw-user", null, HttpStatusCode.Unauthorized)]
    [InlineData("x-forwarded-proto", null, HttpStatusCode.Unauthorized)]
    [InlineData("x-forwarded-for", null, HttpStatusCode.Forbidden)]
    [InlineData("x-forwarded-for", "127.0.0.1", HttpStatusCode.Forbidden)]
    public async Task A_request_without_one_of_our_headers_is_turned_away(string header, string? value, HttpStatusCode answer) =>
        Assert.Equal(answer, await CallAsync(Changed(header, value)));

    [Fact]
    public async Task Readiness_is_told_to_the_control_plane_and_not_to_a_proxy_that_hides_its_client()
    {
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/readyz", ServiceIdentity.Headers));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync("/readyz", Changed("x-forwarded-for", null)));
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/healthz", Changed("x-forwarded-for", null)));
    }

    [Fact]
    public async Task From_an_address_that_is_not_trusted_the_headers_open_nothing()
    {
        // 127.0.0.2 is this machine too, and not in gateway.trustedProxies.
        using var elsewhere = new SocketsHttpHandler { ConnectCallback = ConnectFromAsync };

        var fault = await Assert.ThrowsAsync<ProviderException>(
            () => Samples.Gateway(elsewhere).WhatsAppAsync(live.Endpoint, Ct));

        Assert.False(fault.IsTransient);
        Assert.Contains("gateway.trustedProxies", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_attempts_do_not_lock_the_control_plane_out()
    {
        for (var attempt = 0; attempt < ManyAttempts; attempt++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(Changed("x-openclaw-user", "mallory")));
        }

        Assert.True((await live.Gateway.ProbeAsync(live.Endpoint, Ct)).Ready);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(ServiceIdentity.Headers));
    }

    private static async ValueTask<Stream> ConnectFromAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static Dictionary<string, string> Changed(string header, string? value)
    {
        var headers = ServiceIdentity.Headers.ToDictionary();
        headers.Remove(header);

        if (value is not null)
        {
            headers[header] = value;
        }

        return headers;
    }

    private Task<HttpStatusCode> CallAsync(IReadOnlyDictionary<string, string> headers) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, _rpc) { Content = JsonContent.Create(new { method = "health" }) }, headers);

    private Task<HttpStatusCode> GetAsync(string path, IReadOnlyDictionary<string, string> headers) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), headers);

    private async Task<HttpStatusCode> SendAsync(HttpRequestMessage request, IReadOnlyDictionary<string, string> headers)
    {
        using var http = new HttpClient { BaseAddress = live.Process.Address };

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await http.SendAsync(request, Ct);
        return response.StatusCode;
    }
}
