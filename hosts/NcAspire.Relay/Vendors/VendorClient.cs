using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;

namespace NcAspire.Relay.Vendors;

/// <summary>
/// Calls vendors. It has a handler of its own: no retries, for a body passes once; no redirects, for they would carry the key elsewhere; no
/// cookies, no proxy, no trace headers, no log of what is sent.
/// </summary>
internal sealed class VendorClient(VendorAddresses addresses, RelayOptions options) : IDisposable
{
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = options.ConnectTimeout,
        MaxResponseHeadersLength = 32,

        // An answer that is given up is hung up on, not read to its end.
        MaxResponseDrainSize = 0,
        ResponseDrainTimeout = TimeSpan.Zero,

        // Vendors close connections that are long idle; one that closes while a request is on its way loses it.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });

    /// <summary>Sends the request and returns with the answer's headers.</summary>
    /// <exception cref="HttpRequestException">The vendor can't be reached or broke off.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        RelayTarget target, IHeaderDictionary headers, VendorKey key, PassingBody body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, addresses.Of(target.Vendor, target.Path))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        VendorHeaders.Fill(request.Headers, headers, target.Vendor, key);
        return await _invoker.SendAsync(request, cancellationToken);
    }

    public void Dispose() => _invoker.Dispose();
}
