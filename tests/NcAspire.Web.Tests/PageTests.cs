using System.Net;
using Microsoft.AspNetCore.Http;
using NcAspire.Contracts;

namespace NcAspire.Web.Tests;

public sealed class PageTests
{
    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/login", HttpStatusCode.OK)]
    [InlineData("/signup", HttpStatusCode.OK)]
    [InlineData("/instances", HttpStatusCode.OK)]
    [InlineData("/instances/my-assistant", HttpStatusCode.OK)]
    [InlineData("/instances/broken", HttpStatusCode.InternalServerError)]
    [InlineData("/no/such/page", HttpStatusCode.NotFound)]
    public async Task Every_page_runs_only_our_scripts_in_no_frame_and_leaves_no_copy(string path, HttpStatusCode status)
    {
        await using var site = await Site.StartAsync();
        if (path.StartsWith("/instances", StringComparison.Ordinal))
        {
            await site.LogInAsync();
        }

        site.Api.Instance(Samples.Running);
        site.Api.Answer("GET /api/instances/broken", new { id = "no id at all" });

        var answer = await site.GetAsync(path);
        string Header(string name) => string.Join(", ", answer.Headers.GetValues(name));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            Header("Content-Security-Policy"));
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("same-origin", Header("Referrer-Policy"));
        Assert.Contains("camera=()", Header("Permissions-Policy"));
        Assert.Equal("no-store", Header("Cache-Control"));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Styles_and_scripts_may_be_kept_by_the_browser()
    {
        await using var site = await Site.StartAsync();
        var page = await site.PageAsync("/");
        var style = page.Split("rel=\"stylesheet\" href=\"")[1].Split('"')[0];

        var answer = await site.GetAsync(style);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/css", answer.Content.Headers.ContentType?.MediaType);
        Assert.False(answer.Headers.CacheControl?.NoStore);
        Assert.NotNull(answer.Headers.ETag);
    }

    [Fact]
    public async Task What_the_api_says_is_shown_as_text_and_nothing_else()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Refuse("POST /api/instances", 409, ProblemTypes.SlugTaken, "<script>alert('taken')</script>");

        var answer = await site.SubmitAsync("/instances", "create", ("slug", "my-assistant"));
        var page = await answer.Content.ReadAsStringAsync(Site.Deadline());

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("&lt;script&gt;alert(&#x27;taken&#x27;)&lt;/script&gt;", page);
        Assert.DoesNotContain("<script>alert", page);
        Assert.Contains("value=\"my-assistant\"", page);
    }

    [Fact]
    public async Task A_limit_says_how_long_to_wait_in_the_apis_own_words()
    {
        await using var site = await Site.StartAsync();
        site.Api.Refuse("POST /api/login", 429, ProblemTypes.TooManyRequests, "Wait 42 seconds, then try again.");

        var answer = await site.SubmitAsync("/login", "credentials", ("email", Site.Email), ("password", "guess"));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Contains("Wait 42 seconds, then try again.", await answer.Content.ReadAsStringAsync(Site.Deadline()));
    }

    [Theory]
    [InlineData(429, "Wait 42 seconds, then try again.")]
    [InlineData(418, "The service gave an answer that this page does not understand.")]
    [InlineData(502, "The service is not reachable right now.")]
    public async Task An_answer_that_is_not_the_apis_own_gets_a_sentence_too(int status, string sentence)
    {
        await using var site = await Site.StartAsync();
        site.Api.On("POST /api/login", context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = "42";
            return context.Response.WriteAsync("<html>A proxy speaks.</html>");
        });

        var answer = await site.SubmitAsync("/login", "credentials", ("email", Site.Email), ("password", Site.Password));
        var page = await answer.Content.ReadAsStringAsync(Site.Deadline());

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(sentence, page);
        Assert.DoesNotContain("A proxy speaks.", page);
    }

    [Theory]
    [InlineData("/instances")]
    [InlineData("/instances/my-assistant")]
    public async Task While_the_api_is_down_the_page_says_that_nothing_was_lost(string path)
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        await site.Api.StopAsync();

        var answer = await site.GetAsync(path);
        var page = await answer.Content.ReadAsStringAsync(Site.Deadline());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("The service is not reachable right now. Nothing was lost", page);
        Assert.Contains("Try again", page);
    }

    [Fact]
    public async Task Logging_in_while_the_api_is_down_says_so_near_the_form()
    {
        await using var site = await Site.StartAsync();
        await site.Api.StopAsync();

        var answer = await site.SubmitAsync("/login", "credentials", ("email", Site.Email), ("password", Site.Password));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("The service is not reachable right now.", await answer.Content.ReadAsStringAsync(Site.Deadline()));
    }

    [Theory]
    [InlineData("/no/such/page")]
    [InlineData("/instances/not-mine")]
    [InlineData("/fault/500")]
    public async Task What_is_not_there_gets_a_page_that_says_so(string path)
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Refuse("GET /api/instances/not-mine", 404, ProblemTypes.NotFound, "There is no such instance.");

        var answer = await site.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is nothing here", await answer.Content.ReadAsStringAsync(Site.Deadline()));
    }

    [Fact]
    public async Task A_fault_of_ours_shows_a_number_to_report_and_no_insides()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Answer("GET /api/instances/broken", new { id = "no id at all" });

        var answer = await site.GetAsync("/instances/broken");
        var page = await answer.Content.ReadAsStringAsync(Site.Deadline());

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("Something went wrong on our side", page);
        Assert.Matches("<code>[0-9A-Za-z:-]{10,}</code>", page);
        Assert.DoesNotContain("Exception", page);
        Assert.DoesNotContain("   at ", page);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task The_platform_may_ask_how_it_is_without_a_session(string path)
    {
        await using var site = await Site.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync(path)).StatusCode);
    }
}
