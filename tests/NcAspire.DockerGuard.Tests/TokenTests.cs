using System.Net;
using System.Net.Http.Json;
using NcAspire.Core.Compute;
using NcAspire.Testing;

namespace NcAspire.DockerGuard.Tests;

/// <summary>Who has no token gets nothing but a sign of life.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private readonly ScriptedEngine _engine = new();
    private TestGuard? _guard;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestGuard Guard => _guard!;

    public async ValueTask InitializeAsync() => _guard = await TestGuard.StartAsync(_engine);

    public ValueTask DisposeAsync() => Guard.DisposeAsync();

    public static TheoryData<string> WrongHeaders =>
    [
        "",
        "Authorization: \r\n",
        "Authorization: Bearer\r\n",
        "Authorization: Bearer \r\n",
        "Authorization: Bearer 00000000000000000000000000000000\r\n",
        "Authorization: Bearer TOKEN0\r\n",
        "Authorization: Bearer TOKE\r\n",
        "Authorization: Bearer TOKEN TOKEN\r\n",
        "Authorization: Basic TOKEN\r\n",
        "Authorization: TOKEN\r\n",
        "Authorization: Bearer TOKEN\r\nAuthorization: Bearer TOKEN\r\n",
        "Authorization: Bearer TOKEN, Bearer TOKEN\r\n",
        "X-Authorization: Bearer TOKEN\r\n",
        "Proxy-Authorization: Bearer TOKEN\r\n",
        "Cookie: Authorization=Bearer%20TOKEN\r\n",
    ];

    [Theory]
    [MemberData(nameof(WrongHeaders))]
    public async Task Without_the_token_there_is_nothing(string headers)
    {
        foreach (var target in (string[])["/v1/owned", "/v1/machines/delete", "/", "/health?x", "/Health", "/v1/owned?token=TOKEN"])
        {
            var answer = await Guard.SendRawAsync(
                WithToken($"POST {target} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}"),
                Ct);

            Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
            Assert.Contains("WWW-Authenticate: Bearer\r\n", answer, StringComparison.Ordinal);
        }

        Assert.Empty(_engine.Calls);
        Assert.DoesNotContain(Guard.Token, Guard.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_with_another_token_is_told_so_and_may_try_again()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, new string('x', 64), Ct);
        var other = Guard.NewCaller(tokenPath: file);

        var fault = await Assert.ThrowsAsync<ProviderException>(() => other.CapacityAsync(Ct));

        Assert.True(fault.IsTransient);
        Assert.Contains("token", fault.Message, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task A_sign_of_life_says_nothing_more()
    {
        using var http = Guard.NewHttp("nobody");

        Assert.Equal("""{"alive":true,"engine":true}""", await http.GetStringAsync(new Uri("/health", UriKind.Relative), Ct));
        Assert.DoesNotContain("health", Guard.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_of_life_tells_that_the_engine_is_away_and_asks_it_rarely()
    {
        _engine.Before = _ => throw new ProviderException("The engine is away.", isTransient: true);
        using var http = Guard.NewHttp("nobody");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => http.GetStringAsync(new Uri("/health", UriKind.Relative), Ct)));

        Assert.All(answers, answer => Assert.Equal("""{"alive":true,"engine":false}""", answer));
        Assert.InRange(_engine.Calls.Count, 1, 3);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task A_sign_of_life_is_read_only(string method)
    {
        using var http = Guard.NewHttp("nobody");
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("/health", UriKind.Relative));
        using var response = await http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private string WithToken(string request) => request.Replace("TOKEN", Guard.Token, StringComparison.Ordinal).Replace("TOKE\r", Guard.Token[..^1] + "\r", StringComparison.Ordinal);
}
