using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace NcAspire.Vault.Tests.KeyVault;

/// <summary>
/// The part of Azure Key Vault's REST contract that reads secrets, over TLS: GET /secrets/{name} and /secrets/{name}/{version} with
/// api-version, a bearer challenge for whoever brings no token, and the vault's own errors. Anything else is a violation.
/// </summary>
internal sealed partial class FakeKeyVault : IAsyncDisposable
{
    public const string Authority = "https://login.microsoftonline.com/00000000-0000-0000-0000-00000000abcd";
    public const string Resource = "https://vault.azure.net";
    public const string Token = "the-token-of-the-test";

    private readonly WebApplication _application;
    private readonly X509Certificate2 _certificate = NewCertificate();
    private readonly List<(string Version, string Value)> _versions = [];

    private FakeKeyVault()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _application = builder.Build();
        _application.Run(async context =>
        {
            try
            {
                await AnswerAsync(context);
            }
            catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
            {
                Violations.Enqueue(exception.ToString());
                throw;
            }
        });
    }

    /// <summary>Answers instead of the vault; true when it did.</summary>
    public Func<HttpContext, Task<bool>>? Trouble { get; set; }

    public ConcurrentQueue<string> Requests { get; } = [];

    public ConcurrentQueue<string> Violations { get; } = [];

    public Uri Address => new(_application.Urls.Single());

    public static async Task<FakeKeyVault> StartAsync()
    {
        var vault = new FakeKeyVault();
        await vault._application.StartAsync(TestContext.Current.CancellationToken);
        return vault;
    }

    /// <summary>Adds a version of the secret "master", which becomes the current one.</summary>
    public string Add(string value)
    {
        var version = Guid.NewGuid().ToString("N");
        _versions.Add((version, value));
        return version;
    }

    /// <summary>A handler that trusts this vault's certificate and no other.</summary>
    public HttpClientHandler NewHandler() => new()
    {
        ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate?.Thumbprint == _certificate.Thumbprint,
    };

    public Task StopAsync() => _application.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _certificate.Dispose();
        Assert.Empty(Violations);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        Requests.Enqueue($"{request.Method} {request.Path} {request.Headers.Authorization}".TrimEnd());
        if (Trouble is { } trouble && await trouble(context))
        {
            return;
        }

        if (!HttpMethods.IsGet(request.Method) || !ApiVersion().IsMatch(request.Query["api-version"].ToString()) || await request.Body.ReadAsync(new byte[1]) > 0)
        {
            Violations.Enqueue($"{request.Method} {request.Path}{request.QueryString}");
            await ProblemAsync(context, 400, "BadParameter");
            return;
        }

        if (request.Headers.Authorization != $"Bearer {Token}")
        {
            await ChallengeAsync(context);
            return;
        }

        if (SecretPath().Match(request.Path) is not { Success: true } path)
        {
            Violations.Enqueue($"{request.Method} {request.Path}");
            await ProblemAsync(context, 404, "NotFound");
            return;
        }

        var found = path.Groups["version"] is { Success: true, Value: var version }
            ? _versions.LastOrDefault(v => v.Version == version)
            : _versions.LastOrDefault();
        await (path.Groups["name"].Value is not "master" || found.Version is null
            ? ProblemAsync(context, 404, "SecretNotFound")
            : SecretAsync(context, found.Version, found.Value));
    }

    // {"value":"…","id":"https://x.vault.azure.net/secrets/master/4387e9f3d6e14c459867679a90fd0f79","attributes":{"enabled":true,…}}
    public Task SecretAsync(HttpContext context, string version, string value) => context.Response.WriteAsJsonAsync(new
    {
        value,
        id = $"{Address}secrets/master/{version}",
        attributes = new { enabled = true, created = 1493938410, updated = 1493938410, recoveryLevel = "Recoverable+Purgeable" },
    });

    public static Task ChallengeAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = $"Bearer authorization=\"{Authority}\", resource=\"{Resource}\"";
        return ProblemAsync(context, 401, "Unauthorized");
    }

    // {"error":{"code":"SecretNotFound","message":"A secret with (name/id) master was not found in this key vault."}}
    public static Task ProblemAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = new { code, message = $"This is {code}." } });
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }

    // 7.4, 7.5, 2025-07-01
    [GeneratedRegex(@"\A(7\.[0-9]|20[0-9]{2}-[0-9]{2}-[0-9]{2})\z")]
    private static partial Regex ApiVersion();

    [GeneratedRegex("""\A/secrets/(?<name>[0-9A-Za-z-]{1,127})(/(?<version>[0-9a-z]{1,64})?)?\z""")]
    private static partial Regex SecretPath();
}
