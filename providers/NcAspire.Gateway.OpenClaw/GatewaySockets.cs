using System.Net;
using System.Net.WebSockets;
using NcAspire.Core.Compute;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>Opens sockets to gateways with the service identity.</summary>
/// <param name="http">Shares its connections' settings with the HTTP calls.</param>
public sealed class GatewaySockets(HttpMessageInvoker http, TimeProvider time)
{
    /// <summary>Connects and says hello.</summary>
    /// <param name="timeout">For the whole handshake.</param>
    /// <exception cref="ProviderException">Transient while the gateway is away or starting, definite when it
    /// refuses.</exception>
    public async Task<GatewaySocket> ConnectAsync(GatewayEndpoint endpoint, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var connection = new GatewayConnection(new ClientWebSocket(), time);
        try
        {
            await connection.OpenAsync(Address(endpoint), http, either.Token);
            return await GatewaySocket.GreetAsync(connection, time, either.Token);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            connection.Dispose();
            throw GatewayFaults.TooSlow(fault);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static Uri Address(GatewayEndpoint endpoint) =>
        new UriBuilder(endpoint.BaseAddress) { Scheme = endpoint.BaseAddress.Scheme is "https" ? "wss" : "ws" }.Uri;
}
