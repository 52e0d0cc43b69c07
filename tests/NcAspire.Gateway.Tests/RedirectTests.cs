using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using NcAspire.Core.Compute;
using NcAspire.Gateway.OpenClaw;
using NcAspire.Testing;

namespace NcAspire.Gateway.Tests;

/// <summary>A gateway that was taken over can't send the control plane, with all its rights, to somebody else's.</summary>
public sealed class RedirectTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpStatusCode.RedirectKeepVerb)]
    [InlineData(HttpStatusCode.PermanentRedirect)]
    [InlineData(HttpStatusCode.Found)]
    public async Task A_redirect_is_a_fault_and_is_not_followed(HttpStatusCode status)
    {
        var (hostile, hostileAddress) = Listen();
        var (victim, victimAddress) = Listen();
        using var hostileEnd = hostile;
        using var victimEnd = victim;
        var seenByVictim = victim.GetContextAsync();
        var redirected = RedirectAsync(hostile, status, victimAddress);

        using var transport = new GatewayTransport(TimeProvider.System);
        var gateway = new OpenClawGateway(transport.Http, transport.Sockets, TimeProvider.System, NullLogger<OpenClawGateway>.Instance);

        await Assert.ThrowsAsync<ProviderException>(() => gateway.WhatsAppAsync(new GatewayEndpoint(hostileAddress), Ct));
        await redirected;
        Assert.False(seenByVictim.IsCompleted);
    }

    private static async Task RedirectAsync(HttpListener hostile, HttpStatusCode status, Uri to)
    {
        var context = await hostile.GetContextAsync();
        context.Response.StatusCode = (int)status;
        context.Response.RedirectLocation = new Uri(to, context.Request.RawUrl).ToString();
        context.Response.Close();
    }

    private static (HttpListener Listener, Uri Address) Listen()
    {
        var address = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}/");
        var listener = new HttpListener();
        listener.Prefixes.Add(address.ToString());
        listener.Start();
        return (listener, address);
    }
}
