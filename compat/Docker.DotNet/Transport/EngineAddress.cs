#nullable enable
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Docker.DotNet;

/// <summary>
/// Where the engine listens. TLS is done here, below HTTP: whoever takes a connection over for raw bytes then has all of it in hand,
/// and can end the one direction while the other goes on.
/// </summary>
internal sealed class EngineAddress
{
    private readonly EndPoint? _unix;
    private readonly bool _tls;

    private EngineAddress(Uri httpBase, EndPoint? unix, bool tls)
    {
        HttpBase = httpBase;
        _unix = unix;
        _tls = tls;
    }

    /// <summary>What paths are put behind; always <c>http</c>, ending with a slash.</summary>
    public Uri HttpBase { get; }

    /// <exception cref="ArgumentException">The scheme is none that this client speaks.</exception>
    public static EngineAddress Parse(Uri endpoint, bool tlsCredentials) => endpoint.Scheme.ToUpperInvariant() switch
    {
        "UNIX" => new(new Uri("http://localhost/"), new UnixDomainSocketEndPoint(endpoint.LocalPath), tls: false),
        "TCP" or "HTTP" => Tcp(endpoint, tlsCredentials),
        "HTTPS" => Tcp(endpoint, tls: true),
        _ => throw new ArgumentException($"An engine is addressed by unix, tcp, http or https, not {endpoint.Scheme}.", nameof(endpoint)),
    };

    /// <param name="tls">Certificates and the check of the server's; the name is filled in.</param>
    /// <returns>A <see cref="NetworkStream"/> or, over TLS, an <see cref="SslStream"/>.</returns>
    public async Task<Stream> ConnectAsync(SslClientAuthenticationOptions tls, CancellationToken cancellationToken)
    {
        var socket = _unix is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(_unix ?? new DnsEndPoint(HttpBase.IdnHost, HttpBase.Port), cancellationToken).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (_tls)
            {
                tls.TargetHost = HttpBase.IdnHost;
                var secured = new SslStream(stream);
                stream = secured;
                await secured.AuthenticateAsClientAsync(tls, cancellationToken).ConfigureAwait(false);
            }

            return stream;
        }
        catch
        {
            stream?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    private static EngineAddress Tcp(Uri endpoint, bool tls)
    {
        var port = endpoint.Port > 0 ? endpoint.Port : tls ? 443 : 80;
        var path = endpoint.AbsolutePath.EndsWith('/') ? endpoint.AbsolutePath : $"{endpoint.AbsolutePath}/";
        return new(new UriBuilder("http", endpoint.Host, port, path).Uri, null, tls);
    }
}
