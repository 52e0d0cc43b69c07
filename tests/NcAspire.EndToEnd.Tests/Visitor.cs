using System.Net;
using System.Text.RegularExpressions;
using NcAspire.Testing;

namespace NcAspire.EndToEnd.Tests;

/// <summary>Somebody at a browser without scripts, who comes by https: what the proxy in front of web passes on.</summary>
internal sealed partial class Visitor : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http;
    private readonly Dictionary<string, string> _cookies = [];

    public Visitor(Uri web)
    {
        // Cookies are kept by hand: these are for https, and the handler would not send them over the proxy's plain connection.
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = web };
        _http.DefaultRequestHeaders.Host = "ncaspire.example.com";
        _http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        _http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
    }

    /// <summary>Every answer so far: its headers and its page.</summary>
    public List<string> Answers { get; } = [];

    /// <summary>The Set-Cookie lines so far, by name.</summary>
    public Dictionary<string, string> CookieLines { get; } = [];

    public Task<(HttpResponseMessage Answer, string Page)> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    /// <summary>Fills in a form of a page and sends it, which must lead on to another page.</summary>
    public async Task PostAsync(
        string path, string form, IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken, string? to = null)
    {
        var (answer, text) = await SubmitAsync(path, form, fields, cancellationToken, to);
        Assert.True(answer.StatusCode is HttpStatusCode.Redirect, $"{form} was answered {answer.StatusCode}: {text}");
    }

    /// <summary>Fills in a form of a page and sends it, whatever is answered.</summary>
    public async Task<(HttpResponseMessage Answer, string Page)> SubmitAsync(
        string path, string form, IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken, string? to = null)
    {
        var (_, page) = await GetAsync(path, cancellationToken);
        var markup = Assert.Single(Form().Matches(page).Select(m => m.Value), f => f.Contains($"name=\"_handler\" value=\"{form}\"", StringComparison.Ordinal));
        var values = Field().Matches(markup).ToDictionary(f => f.Groups[1].Value, f => WebUtility.HtmlDecode(f.Groups[2].Value));
        foreach (var (name, value) in fields)
        {
            values[name] = value;
        }

        return await SendAsync(
            new HttpRequestMessage(HttpMethod.Post, to ?? path) { Content = new FormUrlEncodedContent(values) }, cancellationToken);
    }

    /// <summary>Waits until the page of an instance has these facts.</summary>
    public Task SeeAsync(string path, string[] facts, CancellationToken cancellationToken) => Eventually.SeeAsync(
        async () => Facts().Match((await GetAsync(path, cancellationToken)).Page).Groups[1].Value,
        seen => facts.All(fact => seen.Contains(fact, StringComparison.Ordinal)),
        _limit,
        cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<(HttpResponseMessage Answer, string Page)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
            var answer = await _http.SendAsync(request, cancellationToken);
            foreach (var line in answer.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
            {
                var name = line[..line.IndexOf('=', StringComparison.Ordinal)];
                CookieLines[name] = line;
                _cookies[name] = line.Split(';')[0][(name.Length + 1)..];
            }

            var page = await answer.Content.ReadAsStringAsync(cancellationToken);
            Answers.Add($"{answer.Headers}{page}");
            return (answer, page);
        }
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    // <input type="hidden" name="_handler" value="credentials" />
    [GeneratedRegex("<input[^>]* name=\"([^\"]+)\"[^>]* value=\"([^\"]*)\"")]
    private static partial Regex Field();

    [GeneratedRegex("data-facts=\"([^\"]*)\"")]
    private static partial Regex Facts();
}
