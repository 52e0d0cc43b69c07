using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NcAspire.Testing;

namespace NcAspire.Web.Tests;

/// <summary>The web front on a real port, the fake API behind it, and a visitor with a cookie jar who follows no redirects.</summary>
internal sealed partial class Site : IAsyncDisposable
{
    public const string Email = "ada@example.org";
    public const string Password = "correct horse battery";

    private readonly WebApplication _app;
    private readonly SocketsHttpHandler _jar = new() { AllowAutoRedirect = false, UseCookies = true };

    private Site(FakeApi api, WebApplication app)
    {
        (Api, _app) = (api, app);
        Address = new Uri(app.Urls.Single());
        Visitor = new HttpClient(_jar) { BaseAddress = Address };
    }

    public FakeApi Api { get; }

    public HttpClient Visitor { get; }

    /// <summary>Two minutes from now.</summary>
    public static DateTimeOffset Soon => DateTimeOffset.UtcNow.AddMinutes(2);

    public Uri Address { get; }

    /// <summary>A token that ends a wait which would otherwise never end.</summary>
    public static CancellationToken Deadline() => CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token).Token;

    public static async Task<Site> StartAsync(params (string Key, string Value)[] settings)
    {
        var api = await FakeApi.StartAsync();
        (string Key, string Value)[] all =
            [("urls", "http://127.0.0.1:0"), ("environment", "Development"), ("services:functions:http:0", api.Address), .. settings];
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "NcAspire.Web",
            ContentRootPath = Path.Combine(Toolchain.RepositoryRoot, "web", "NcAspire.Web"),
            Args = [.. all.Select(setting => $"--{setting.Key}={setting.Value}")],
        });
        builder.Logging.ClearProviders();
        var app = builder.AddWeb().Build().UseWeb();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Site(api, app);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => Visitor.GetAsync(path, Deadline());

    public async Task<string> PageAsync(string path) => await (await GetAsync(path)).Content.ReadAsStringAsync(Deadline());

    /// <summary>Fills in and sends the form of that name on a page, with all its hidden fields.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(
        string path, string form, params (string Name, string Value)[] fields)
    {
        var page = await PageAsync(path);
        Assert.Contains($"name=\"_handler\" value=\"{form}\"", page);

        return await Visitor.PostAsync(path, new FormUrlEncodedContent(
            [
                new("_handler", form),
                new("__RequestVerificationToken", FormToken(page)),
                .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)),
            ]), Deadline());
    }

    public async Task LogInAsync()
    {
        var answer = await SubmitAsync("/login", "credentials", ("email", Email), ("password", Password));
        Assert.Equal("/instances", answer.Headers.Location?.AbsolutePath);
    }

    public CookieCollection Cookies() => _jar.CookieContainer.GetCookies(Address);

    public static string FormToken(string page) => AntiforgeryToken().Match(page).Groups[1].Value;

    /// <summary>As SIGTERM does.</summary>
    public void BeginShutdown() =>
        _app.Lifetime.StopApplication();

    public async ValueTask DisposeAsync()
    {
        Visitor.Dispose();
        await _app.DisposeAsync();
        await Api.DisposeAsync();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryToken();
}
