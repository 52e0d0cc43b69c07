namespace Docker.DotNet;

/// <summary>How a client shows the engine who it is.</summary>
public abstract class Credentials : IDisposable
{
    /// <summary>Whether a <c>tcp://</c> or <c>http://</c> address is spoken to over TLS.</summary>
    public abstract bool IsTlsCredentials();

    /// <summary>
    /// Wraps or configures the handler that talks to the engine. It is a
    /// <see cref="Microsoft.Net.Http.Client.ManagedHandler"/>: client certificates and the check of the server's are set there.
    /// </summary>
    public abstract HttpMessageHandler GetHandler(HttpMessageHandler innerHandler);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
