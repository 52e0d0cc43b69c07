using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Docker.DotNet;

namespace Microsoft.Net.Http.Client;

/// <summary>
/// Talks HTTP/1.1 to the engine over connections that it keeps and uses again. Credentials set the TLS side of it before the first
/// request.
/// </summary>
public class ManagedHandler : HttpMessageHandler
{
    private readonly EngineAddress _address;
    private readonly Lazy<HttpMessageInvoker> _pool;

    internal ManagedHandler(EngineAddress address)
    {
        _address = address;
        _pool = new(() => new HttpMessageInvoker(Sockets(ConnectAsync)));
    }

    /// <summary>What the client shows a server that asks for a certificate.</summary>
    public X509CertificateCollection ClientCertificates { get; set; }

    /// <summary>Decides whether the server's certificate is good; without it the system's authorities do.</summary>
    public RemoteCertificateValidationCallback ServerCertificateValidationCallback { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(HijackedContent.Wanted, out _))
        {
            return await _pool.Value.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        Stream connection = null;
        var single = new HttpMessageInvoker(Sockets(async token => connection = await ConnectAsync(token).ConfigureAwait(false)));
        HttpResponseMessage response = null;
        try
        {
            response = await single.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.SwitchingProtocols or HttpStatusCode.OK && connection is not null)
            {
                var output = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
                response.Content = new HijackedContent(new HijackedStream(output, connection, single));
            }
            else
            {
                await response.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
                single.Dispose();
            }

            return response;
        }
        catch
        {
            response?.Dispose();
            connection?.Dispose();
            single.Dispose();
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _pool.IsValueCreated)
        {
            _pool.Value.Dispose();
        }

        base.Dispose(disposing);
    }

    private static SocketsHttpHandler Sockets(Func<CancellationToken, Task<Stream>> connectAsync) => new()
    {
        ConnectCallback = async (_, token) => await connectAsync(token).ConfigureAwait(false),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,

        // A stream that somebody stopped reading is closed at once: what the engine would still say is without end.
        ResponseDrainTimeout = TimeSpan.Zero,
    };

    private Task<Stream> ConnectAsync(CancellationToken cancellationToken) => _address.ConnectAsync(
        new SslClientAuthenticationOptions
        {
            ClientCertificates = ClientCertificates,
            RemoteCertificateValidationCallback = ServerCertificateValidationCallback,
        },
        cancellationToken);
}
