using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NcAspire.Compat.Docker.Tests.Wire;

/// <summary>Certificates that sign themselves.</summary>
internal static class Certificates
{
    public static X509Certificate2 Server() => Make("CN=localhost");

    public static X509Certificate2 Client(string name) => Make($"CN={name}");

    private static X509Certificate2 Make(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
    }
}
