using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Docker.DotNet;

namespace NcAspire.Compat.Docker.Tests.Wire;

public sealed class TlsTests
{
    [Fact(Timeout = RawServer.Patience)]
    public async Task The_client_shows_its_certificate_and_checks_the_servers()
    {
        using var certificate = Certificates.Server();
        using var shown = Certificates.Client("ada");
        var seen = new TaskCompletionSource<string?>();
        await using var server = Server(certificate, subject => seen.TrySetResult(subject), required: true);
        using var client = Tcp(server, new Trusting(shown) { Tls = true });

        await client.System.PingAsync(Ct);
        Assert.Equal("CN=ada", await seen.Task);
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task A_server_that_wants_a_certificate_and_gets_none_is_a_failed_request()
    {
        using var certificate = Certificates.Server();
        await using var server = Server(certificate, _ => { }, required: true);
        using var client = Tcp(server, new Trusting(null) { Tls = true });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.System.PingAsync(Ct));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.Containers.AttachContainerAsync("a", false, new(), Ct));
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task A_server_that_nobody_vouches_for_is_told_nothing()
    {
        using var certificate = Certificates.Server();
        await using var server = Server(certificate, _ => { }, required: false);
        using var client = server.Client();

        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => client.System.PingAsync(Ct));
        Assert.IsType<AuthenticationException>(failed.InnerException);
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task A_server_that_the_credentials_reject_is_told_nothing()
    {
        using var certificate = Certificates.Client("mallory");
        await using var server = Server(certificate, _ => { }, required: false);
        using var client = Tcp(server, new Trusting(null) { Tls = true });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.System.PingAsync(Ct));
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task Without_TLS_credentials_tcp_is_plain()
    {
        await using var server = RawServer.Tcp(async connection =>
        {
            Assert.StartsWith("GET /_ping HTTP/1.1\r\n", await connection.ReadHeadAsync(), StringComparison.Ordinal);
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
        using var client = server.Client(credentials: new Trusting(null));

        await client.System.PingAsync(Ct);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DockerClient Tcp(RawServer server, Credentials credentials) =>
        new DockerClientConfiguration(new UriBuilder(server.Address) { Scheme = "tcp" }.Uri, credentials).CreateClient();

    private static RawServer Server(X509Certificate2 certificate, Action<string?> seen, bool required) =>
        RawServer.Tls(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = required,
                RemoteCertificateValidationCallback = (_, client, _, _) =>
                {
                    seen(client?.Subject);
                    return !required || client is not null;
                },
            },
            async connection =>
            {
                while (await connection.ReadHeadAsync() is not null)
                {
                    await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                }
            });
}
