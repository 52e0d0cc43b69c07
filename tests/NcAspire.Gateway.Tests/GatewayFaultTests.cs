using System.Net;
using System.Net.Sockets;
using NcAspire.Core.Compute;
using NcAspire.Gateway.OpenClaw;
using NcAspire.Testing;

namespace NcAspire.Gateway.Tests;

/// <summary>What becomes of a gateway's refusals and of its absence.</summary>
public sealed class GatewayFaultTests
{
    private const string Rpc = "POST /api/v1/admin/rpc";

    private static readonly GatewayEndpoint _endpoint = new(new Uri("http://gateway.test:18789"));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, """{"ok":false,"error":{"code":"INVALID_REQUEST","message":"invalid params"}}""", false, "invalid params")]
    [InlineData(HttpStatusCode.Unauthorized, """{"error":{"message":"Unauthorized","type":"unauthorized"}}""", false, "gateway.auth")]
    [InlineData(HttpStatusCode.Forbidden, """{"error":{"type":"proxy_attribution_required"}}""", false, "gateway.trustedProxies")]
    [InlineData(HttpStatusCode.NotFound, "Not Found", false, "admin-http-rpc")]
    [InlineData(HttpStatusCode.TooManyRequests, "", true, "locked")]
    [InlineData(HttpStatusCode.InternalServerError, "oops", true, "500")]
    [InlineData(HttpStatusCode.BadGateway, "<html>", true, "502")]
    [InlineData(HttpStatusCode.ServiceUnavailable, """{"ok":false,"error":{"code":"UNAVAILABLE","message":"gateway-suspending"}}""", true, "gateway-suspending")]
    [InlineData(HttpStatusCode.BadRequest, """{"ok":false,"error":{"code":"UNAVAILABLE","message":"draining"}}""", true, "draining")]
    [InlineData(HttpStatusCode.OK, "<html>a page</html>", false, "not understood")]
    [InlineData(HttpStatusCode.OK, """{"ok":true}""", false, "not understood")]
    [InlineData(HttpStatusCode.OK, """{"ok":true,"payload":{"channels":[]}}""", false, "not understood")]
    [InlineData(HttpStatusCode.OK, """{"ok":true,"payload":{"channels":{}}}""", false, "WhatsApp plugin")]
    public async Task A_refusal_says_its_cause_and_whether_waiting_helps(
        HttpStatusCode status, string body, bool isTransient, string words)
    {
        using var http = new StubHttp().On(Rpc, status, body);

        var fault = await Assert.ThrowsAsync<ProviderException>(() => Samples.Gateway(http).WhatsAppAsync(_endpoint, Ct));

        Assert.Equal(isTransient, fault.IsTransient);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_configuration_is_told()
    {
        using var http = new StubHttp().On(Rpc, HttpStatusCode.BadRequest, """
            {"ok":false,"error":{"code":"INVALID_REQUEST","message":"invalid config: first",
             "details":{"issues":[{"path":"a","message":"first"},{"path":"b","message":"second"}]}}}
            """);

        var fault = await Assert.ThrowsAsync<ProviderException>(() => Samples.Gateway(http).WhatsAppAsync(_endpoint, Ct));

        Assert.Equal("The gateway refused: invalid config: first second", fault.Message);
    }

    [Fact]
    public async Task A_gateway_that_is_away_is_a_transient_fault_and_no_life()
    {
        using var http = new Failing(() => throw new HttpRequestException("refused", new SocketException(111)));
        var gateway = Samples.Gateway(http);

        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => gateway.WhatsAppAsync(_endpoint, Ct))).IsTransient);
        Assert.False(await gateway.IsLiveAsync(_endpoint, Ct));
        Assert.False((await gateway.ProbeAsync(_endpoint, Ct)).Live);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read()
    {
        using var http = new StubHttp().On(Rpc, HttpStatusCode.OK, new string(' ', GatewayHttp.MaxAnswerBytes + 1));

        var fault = await Assert.ThrowsAsync<ProviderException>(() => Samples.Gateway(http).WhatsAppAsync(_endpoint, Ct));

        Assert.False(fault.IsTransient);
    }

    [Fact]
    public async Task Giving_up_is_not_a_fault_of_the_gateway()
    {
        using var http = new Failing(() => throw new OperationCanceledException());
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Samples.Gateway(http).WhatsAppAsync(_endpoint, cancelled.Token));
    }

    [Theory]
    [InlineData("""{"ready":false,"failing":["startup-sidecars"]}""")]
    [InlineData("""{"ready":false,"failing":["gateway-draining"]}""")]
    [InlineData("""{"ready":false,"failing":["plugin-reload","whatsapp"]}""")]
    [InlineData("""{"ready":false}""")]
    public async Task A_gateway_that_is_starting_or_ending_is_live_and_not_ready(string readiness)
    {
        using var http = new StubHttp()
            .On("GET /healthz", HttpStatusCode.OK, """{"ok":true,"status":"live"}""")
            .On("GET /readyz", HttpStatusCode.ServiceUnavailable, readiness);

        var probe = await Samples.Gateway(http).ProbeAsync(_endpoint, Ct);

        Assert.True(probe.Live);
        Assert.False(probe.Ready);
    }

    [Fact]
    public async Task A_stranger_on_the_port_is_no_live_gateway()
    {
        using var http = new StubHttp().On("GET /healthz", HttpStatusCode.OK, "<!doctype html><html></html>");

        Assert.False(await Samples.Gateway(http).IsLiveAsync(_endpoint, Ct));
    }

    private sealed class Failing(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer());
    }
}
