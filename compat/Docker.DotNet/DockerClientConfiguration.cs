namespace Docker.DotNet;

/// <summary>Where the engine is and how to talk to it.</summary>
public class DockerClientConfiguration : IDisposable
{
    private static readonly Uri _local = new("unix:///var/run/docker.sock");

    /// <inheritdoc cref="DockerClientConfiguration(Uri, Credentials, TimeSpan, TimeSpan, IReadOnlyDictionary{string, string})"/>
    public DockerClientConfiguration(
        Credentials credentials = null,
        TimeSpan defaultTimeout = default,
        TimeSpan namedPipeConnectTimeout = default,
        IReadOnlyDictionary<string, string> defaultHttpRequestHeaders = null)
        : this(_local, credentials, defaultTimeout, namedPipeConnectTimeout, defaultHttpRequestHeaders)
    {
    }

    /// <param name="endpoint"><c>unix:///path</c>, <c>tcp://host:port</c>, <c>http://host:port</c> or <c>https://host:port</c>.</param>
    /// <param name="defaultTimeout">
    /// For an answer that does not stream; 100 s if not given, <see cref="Timeout.InfiniteTimeSpan"/> for none.
    /// </param>
    /// <exception cref="ArgumentNullException">There is no endpoint.</exception>
    /// <exception cref="ArgumentException">The timeout is negative and not infinite.</exception>
    public DockerClientConfiguration(
        Uri endpoint,
        Credentials credentials = null,
        TimeSpan defaultTimeout = default,
        TimeSpan namedPipeConnectTimeout = default,
        IReadOnlyDictionary<string, string> defaultHttpRequestHeaders = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (defaultTimeout < Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentException("A timeout can't be negative.", nameof(defaultTimeout));
        }

        EndpointBaseUri = endpoint;
        Credentials = credentials ?? new AnonymousCredentials();
        DefaultTimeout = defaultTimeout == default ? TimeSpan.FromSeconds(100) : defaultTimeout;
        NamedPipeConnectTimeout = namedPipeConnectTimeout == default ? TimeSpan.FromMilliseconds(100) : namedPipeConnectTimeout;
        DefaultHttpRequestHeaders = defaultHttpRequestHeaders ?? new Dictionary<string, string>();
    }

    /// <summary>Sent with every request.</summary>
    public IReadOnlyDictionary<string, string> DefaultHttpRequestHeaders { get; }

    public Uri EndpointBaseUri { get; }

    public Credentials Credentials { get; }

    public TimeSpan DefaultTimeout { get; }

    /// <summary>Not used: there are no named pipes here.</summary>
    public TimeSpan NamedPipeConnectTimeout { get; }

    /// <param name="requestedApiVersion">
    /// Put in front of every path, <c>/v1.41/…</c>. Without it the engine answers in its newest version.
    /// </param>
    public DockerClient CreateClient(Version requestedApiVersion = null) => new(this, requestedApiVersion);

    public void Dispose()
    {
        Credentials.Dispose();
        GC.SuppressFinalize(this);
    }
}
