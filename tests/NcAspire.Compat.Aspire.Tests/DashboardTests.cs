using System.Net;
using System.Text.Json;

namespace NcAspire.Compat.Aspire.Tests;

public sealed class DashboardTests(DashboardTests.RunningApp running) : IClassFixture<DashboardTests.RunningApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private SampleApp Stack => running.Stack;

    private Uri Root => new(Stack.DashboardLogin, "/");

    [Theory]
    [InlineData("/")]
    [InlineData("/logs")]
    [InlineData("/resources")]
    [InlineData("/dashboard.js")]
    public async Task Nothing_is_shown_without_the_token(string path)
    {
        using var stranger = new HttpClient();
        using var response = await stranger.GetAsync(new Uri(Root, path), Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_wrong_token_sets_no_cookie()
    {
        using var stranger = new HttpClient();
        using var response = await stranger.GetAsync(new Uri(Root, "/login?t=wrong"), Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task The_token_becomes_a_cookie_that_scripts_and_other_sites_cannot_use()
    {
        using var response = await Stack.Http.GetAsync(Stack.DashboardLogin, Ct);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_foreign_name_for_this_machine_is_refused_even_with_the_token()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Stack.DashboardLogin) { Headers = { Host = "rebound.example" } };
        using var response = await Stack.Http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    [Fact]
    public async Task The_page_shows_every_resource_and_allows_no_inline_script()
    {
        await LogInAsync();
        using var response = await Stack.Http.GetAsync(Root, Ct);
        var page = await response.Content.ReadAsStringAsync(Ct);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));

        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.All(
            ["postgres", "migrations", "functions", "web"],
            name => Assert.Contains($"<tr data-name=\"{name}\">", page, StringComparison.Ordinal));
        Assert.Contains($"<a href=\"{Stack.Web.GetLeftPart(UriPartial.Authority)}\"", page, StringComparison.Ordinal);
        Assert.Contains("Finished (exit code 0)", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_states_are_streamed()
    {
        await LogInAsync();
        var rows = JsonDocument.Parse(await FirstAsync("/resources", _ => true)).RootElement.EnumerateArray()
            .ToDictionary(row => row.GetProperty("name").GetString()!, row => row);

        Assert.Equal("Running", rows["web"].GetProperty("state").GetString());
        Assert.Equal("Healthy", rows["web"].GetProperty("health").GetString());
        var processId = await Stack.Http.GetStringAsync(new Uri(Stack.Web, "/pid"), Ct);
        Assert.Equal(processId, rows["web"].GetProperty("processId").GetString());
    }

    [Fact]
    public async Task A_line_arrives_in_the_stream_of_its_resource_without_escape_sequences()
    {
        await LogInAsync();
        using var content = new StringContent("\e[31mred\e[0m \e]8;;http://x\a<b>bold</b>\a");
        using var said = await Stack.Http.PostAsync(new Uri(Stack.Web, "/say"), content, Ct);
        said.EnsureSuccessStatusCode();

        var line = await FirstAsync("/logs?resource=web", data => data.Contains("bold", StringComparison.Ordinal));

        Assert.Equal("red <b>bold</b>", JsonDocument.Parse(line).RootElement.GetProperty("text").GetString());
        var others = await FirstAsync("/logs?resource=functions", _ => true);
        Assert.Equal("functions", JsonDocument.Parse(others).RootElement.GetProperty("resource").GetString());
    }

    private async Task LogInAsync()
    {
        using var response = await Stack.Http.GetAsync(Stack.DashboardLogin, Ct);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    private async Task<string> FirstAsync(string path, Predicate<string> wanted)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        timeout.CancelAfter(TimeSpan.FromSeconds(20));
        await using var stream = await Stack.Http.GetStreamAsync(new Uri(Root, path), timeout.Token);
        using var reader = new StreamReader(stream);

        while (await reader.ReadLineAsync(timeout.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && wanted(line))
            {
                return line["data: ".Length..];
            }
        }

        throw new InvalidOperationException($"{path} ended.");
    }

    public sealed class RunningApp : IAsyncLifetime
    {
        private readonly DirectoryInfo _data = SampleApp.NewDataFolder();
        private SampleApp? _stack;

        public SampleApp Stack => _stack ?? throw new InvalidOperationException("The stack was not started.");

        public async ValueTask InitializeAsync() => _stack = await SampleApp.StartReadyAsync(_data, CancellationToken.None);

        public async ValueTask DisposeAsync()
        {
            await Stack.DisposeAsync();
            _data.Delete(recursive: true);
        }
    }
}
