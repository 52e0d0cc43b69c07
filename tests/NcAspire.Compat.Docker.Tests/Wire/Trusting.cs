using System.Security.Cryptography.X509Certificates;
using Docker.DotNet;
using Microsoft.Net.Http.Client;

namespace NcAspire.Compat.Docker.Tests.Wire;

/// <summary>Made as anybody would who has no package for it: trusts one certificate's subject and shows a certificate, or none.</summary>
internal sealed class Trusting(X509Certificate2? certificate) : Credentials
{
    /// <summary>Whether <c>tcp://</c> means TLS.</summary>
    public bool Tls { get; init; }

    public override bool IsTlsCredentials() => Tls;

    public override HttpMessageHandler GetHandler(HttpMessageHandler innerHandler)
    {
        var handler = (ManagedHandler)innerHandler;
        handler.ServerCertificateValidationCallback = (_, server, _, _) => server?.Subject is "CN=localhost";
        handler.ClientCertificates = certificate is null ? null : [certificate];
        return handler;
    }
}
