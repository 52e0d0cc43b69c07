namespace NcAspire.Gateway.OpenClaw;

/// <summary>The one set of connections to all gateways of this process.</summary>
internal sealed class GatewayTransport : IDisposable
{
    private readonly HttpClient _http;

    public GatewayTransport(TimeProvider time)
        : this(NewHandler(), time)
    {
    }

    /// <param name="handler">What sends; owned from now on.</param>
    public GatewayTransport(HttpMessageHandler handler, TimeProvider time)
    {
        _http = new HttpClient(handler)
        {
            // Calls differ: each brings its own time.
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = GatewayHttp.MaxAnswerBytes,
        };
        Http = new GatewayHttp(_http, time);
        Sockets = new GatewaySockets(_http, time);
    }

    public GatewayHttp Http { get; }

    public GatewaySockets Sockets { get; }

    public void Dispose() => _http.Dispose();

    // Machines come back with other addresses under the same name, so no connection is kept for long. Gateways are
    // inside: no proxy of the environment, no redirects, no cookies.
    private static SocketsHttpHandler NewHandler() => new()
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
    };
}
