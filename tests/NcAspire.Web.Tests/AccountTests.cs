using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NcAspire.Contracts;
using NcAspire.Web.Components.Pages.Accounts;

namespace NcAspire.Web.Tests;

/// <summary>One's own account, as somebody without a script sees it.</summary>
public sealed class AccountTests
{
    private const string Page = "/account";
    private const string Next = "another horse battery";

    [Fact]
    public async Task Somebody_who_is_not_logged_in_is_asked_to()
    {
        await using var site = await Site.StartAsync();

        Assert.Equal("/login?returnUrl=%2Faccount", (await site.GetAsync(Page)).Headers.Location?.PathAndQuery, ignoreCase: true);
        Assert.Equal("/login", (await site.GetAsync("/account/export")).Headers.Location?.AbsolutePath);
    }

    [Fact]
    public async Task The_sessions_are_named_in_words_and_this_one_is_marked()
    {
        await using var site = await StartAsync();
        site.Api.Answer("GET /api/me/sessions", new SessionListResponse(
            [Samples.ThisSession, Samples.OtherSession, Samples.OtherSession with { Id = Guid.CreateVersion7(), Agent = "<b>curl</b>", Address = null }]));

        var page = await site.PageAsync(Page);

        Assert.Contains($"href=\"{Page}\">Account<", page);
        Assert.Contains("<strong>Safari on iPhone</strong>", page);
        Assert.Contains("This one, which you are using now", page);
        Assert.Contains("<strong>Firefox on Windows</strong>", page);
        Assert.Contains("<strong>An unknown device</strong>", page);
        Assert.DoesNotContain("<b>", page);
        Assert.Equal(2, page.Split("> the session of ").Length - 1);
        Assert.DoesNotContain($"value=\"{Samples.ThisSession.Id}\"", page);
        Assert.Contains("End all other sessions", page);
    }

    [Fact]
    public async Task With_one_session_there_is_none_to_end()
    {
        await using var site = await StartAsync();
        site.Api.Answer("GET /api/me/sessions", new SessionListResponse([Samples.ThisSession]));

        Assert.DoesNotContain("name=\"end\"", await site.PageAsync(Page));
    }

    [Theory]
    [InlineData(StatusCodes.Status204NoContent)]
    [InlineData(StatusCodes.Status404NotFound)]
    public async Task A_session_is_ended_also_when_it_is_gone_already(int answer)
    {
        await using var site = await StartAsync();
        site.Api.On($"DELETE /api/me/sessions/{Samples.OtherSession.Id}", Results.StatusCode(answer).ExecuteAsync);

        var sent = await site.SubmitAsync(Page, "sessions", ("end", $"{Samples.OtherSession.Id}"));

        Assert.Equal("/account?done=session", sent.Headers.Location?.PathAndQuery);
        Assert.Contains("That session has ended.", await site.PageAsync("/account?done=session"));
    }

    [Fact]
    public async Task All_other_sessions_are_ended_at_once()
    {
        await using var site = await StartAsync();
        site.Api.On("DELETE /api/me/sessions", Results.NoContent().ExecuteAsync);

        var sent = await site.SubmitAsync(Page, "sessions", ("end", "others"));

        Assert.Equal("/account?done=sessions", sent.Headers.Location?.PathAndQuery);
    }

    [Fact]
    public async Task A_new_password_is_sent_with_the_current_one_and_neither_is_shown()
    {
        await using var site = await StartAsync();
        site.Api.On("PUT /api/me/password", Results.NoContent().ExecuteAsync);

        var sent = await site.SubmitAsync(Page, "password", ("current", Site.Password), ("next", Next));

        Assert.Equal("/account?done=password", sent.Headers.Location?.PathAndQuery);
        Assert.Equal(
            $$"""{"currentPassword":"{{Site.Password}}","newPassword":"{{Next}}"}""",
            Assert.Single(site.Api.Calls, call => call.Request == "PUT /api/me/password").Body);
    }

    [Theory]
    [InlineData("currentPassword", "current")]
    [InlineData("newPassword", "next")]
    public async Task A_refusal_stands_at_the_field_it_is_about(string field, string input)
    {
        await using var site = await StartAsync();
        site.Api.On("PUT /api/me/password", Results.Problem(
            "<b>Not</b> this one.", statusCode: 422, type: ProblemTypes.InvalidRequest,
            extensions: new Dictionary<string, object?> { ["field"] = field }).ExecuteAsync);

        var answer = await site.SubmitAsync(Page, "password", ("current", Site.Password), ("next", Next));
        var page = await answer.Content.ReadAsStringAsync(Site.Deadline());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains($"id=\"{input}-problem\" role=\"alert\">&lt;b&gt;Not&lt;/b&gt; this one.<", page);
        Assert.DoesNotContain(Site.Password, page);
        Assert.DoesNotContain(Next, page);
    }

    [Fact]
    public async Task The_data_come_as_a_file_or_the_page_says_why_not()
    {
        await using var site = await StartAsync();
        site.Api.Refuse("GET /api/me/export", 429, ProblemTypes.TooManyRequests, "Wait.");
        Assert.Equal("/account?done=not-exported", (await site.GetAsync("/account/export")).Headers.Location?.ToString());
        Assert.Contains("Your data could not be put together", await site.PageAsync("/account?done=not-exported"));

        site.Api.Answer("GET /api/me/export", new AccountExportResponse(
            DateTimeOffset.UnixEpoch, new(Guid.Empty, Site.Email, DateTimeOffset.UnixEpoch, 1), [Samples.ThisSession], [Samples.Answering],
            [Samples.Entry("secret.write", AuditActors.You, "203.0.113.7", "OPENAI_API_KEY")], AuditIsComplete: true));
        var file = await site.GetAsync("/account/export");
        using var data = JsonDocument.Parse(await file.Content.ReadAsStringAsync(Site.Deadline()));

        Assert.Equal("attachment; filename=ncaspire-account.json", file.Content.Headers.ContentDisposition?.ToString().Split("; filename*")[0]);
        Assert.True(file.Headers.CacheControl?.NoStore);
        Assert.Equal(Samples.Owner, data.RootElement.GetProperty("instances")[0].GetProperty("whatsApp").GetProperty("owner").GetString());
        Assert.Equal(Site.Email, data.RootElement.GetProperty("account").GetProperty("email").GetString());
    }

    [Fact]
    public async Task A_deleted_account_leads_to_a_page_that_says_what_happens_next_and_is_logged_out()
    {
        await using var site = await StartAsync();
        site.Api.On("POST /api/me/delete", Results.Accepted().ExecuteAsync);

        var sent = await site.SubmitAsync(Page, "delete-account", ("password", Site.Password));

        Assert.Equal("/account/closed", sent.Headers.Location?.AbsolutePath);
        Assert.DoesNotContain(site.Cookies(), cookie => cookie.Name == "nc");
        var page = await site.PageAsync("/account/closed");
        Assert.Contains("Your account is being deleted", page);
        Assert.Contains("href=\"/login\"", page);
        Assert.Equal(
            $$"""{"password":"{{Site.Password}}"}""", Assert.Single(site.Api.Calls, call => call.Request == "POST /api/me/delete").Body);
    }

    [Fact]
    public async Task Nobody_who_is_logged_in_is_told_that_his_account_is_gone()
    {
        await using var site = await StartAsync();

        Assert.Equal(Page, (await site.GetAsync("/account/closed")).Headers.Location?.AbsolutePath);
    }

    [Fact]
    public async Task With_a_wrong_password_the_account_stays_and_so_does_the_session()
    {
        await using var site = await StartAsync();
        site.Api.Refuse("POST /api/me/delete", 422, ProblemTypes.InvalidRequest, "This is not your password.");

        var answer = await site.SubmitAsync(Page, "delete-account", ("password", "wrong wrong wrong"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("This is not your password.", await answer.Content.ReadAsStringAsync(Site.Deadline()));
        Assert.Contains("Your account", await site.PageAsync(Page));
    }

    [Fact]
    public async Task What_is_deleted_is_asked_first_also_without_a_script()
    {
        await using var site = await StartAsync();

        Assert.Contains("<dialog id=\"dialog-delete-account\" aria-labelledby=\"dialog-delete-account-title\" open>", await site.PageAsync("/account?confirm=delete-account"));
    }

    [Theory]
    [InlineData(null, "An unknown device")]
    [InlineData("", "An unknown device")]
    [InlineData("curl/8.1", "curl")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36", "Chrome on Windows")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15", "Safari on Mac")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux")]
    [InlineData("Something of X11; Linux", "A browser on Linux")]
    public void A_browser_is_named_as_its_user_knows_it(string? agent, string words) => Assert.Equal(words, Device.Of(agent));

    private static async Task<Site> StartAsync()
    {
        var site = await Site.StartAsync();
        await site.LogInAsync();
        return site;
    }
}
