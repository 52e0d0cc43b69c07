using System.Collections.Concurrent;
using System.Net;
using NcAspire.Contracts;
using NcAspire.Web.Security;

namespace NcAspire.Web.Tests;

public sealed class SessionTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Theory]
    [InlineData("/instances")]
    [InlineData("/instances/my-assistant")]
    public async Task A_visitor_is_sent_to_the_login_page_and_back(string path)
    {
        await using var site = await Site.StartAsync();

        var sent = (await site.GetAsync(path)).Headers.Location;
        var back = await site.SubmitAsync(
            sent!.PathAndQuery, "credentials", ("email", Site.Email), ("password", Site.Password));

        Assert.Equal($"/login?returnUrl={Uri.EscapeDataString(path)}", sent.PathAndQuery, ignoreCase: true);
        Assert.Equal(new Uri(site.Address, path), back.Headers.Location);
    }

    [Fact]
    public async Task Signing_up_logs_in()
    {
        await using var site = await Site.StartAsync();
        site.Api.Answer("POST /api/signup", FakeApi.Session, status: 201);

        var answer = await site.SubmitAsync("/signup", "credentials", ("email", Site.Email), ("password", Site.Password));

        Assert.Equal("/instances", answer.Headers.Location?.AbsolutePath);
        Assert.Contains(Site.Email, await site.PageAsync("/instances"));
        Assert.Contains(site.Api.Calls, call => call is { Request: "POST /api/signup" }
            && call.Body == $$"""{"email":"{{Site.Email}}","password":"{{Site.Password}}"}""");
    }

    [Fact]
    public async Task The_session_cookie_is_out_of_reach_of_scripts_and_shows_no_token()
    {
        await using var site = await Site.StartAsync();

        var answer = await site.SubmitAsync("/login", "credentials", ("email", Site.Email), ("password", Site.Password));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), text => text.StartsWith("nc=", StringComparison.Ordinal));

        Assert.Contains("; httponly", cookie);
        Assert.Contains("; samesite=lax", cookie);
        Assert.Contains("; path=/", cookie);
        Assert.Contains($"; expires={FakeApi.Session.ExpiresAt:R}", cookie);
        Assert.DoesNotContain("domain", cookie);
        Assert.DoesNotContain(FakeApi.Token, cookie);
    }

    [Fact]
    public async Task Over_https_the_session_cookie_is_secure_and_bound_to_the_host()
    {
        await using var site = await Site.StartAsync(("TrustedProxies:0", "127.0.0.1"), ("TrustedProxies:1", "::1"));
        site.Visitor.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var page = await site.GetAsync("/login");
        var text = await page.Content.ReadAsStringAsync(Site.Deadline());

        // The jar keeps secure cookies to itself on plain http, as it should: hand them over.
        site.Visitor.DefaultRequestHeaders.Add(
            "Cookie", page.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
        var answer = await site.Visitor.PostAsync("/login", new FormUrlEncodedContent(
            [
                new("_handler", "credentials"), new("__RequestVerificationToken", Site.FormToken(text)),
                new("email", Site.Email), new("password", Site.Password),
            ]), Site.Deadline());

        var cookie = Assert.Single(
            answer.Headers.GetValues("Set-Cookie"), text => text.StartsWith("__Host-nc=", StringComparison.Ordinal));
        Assert.Contains("; secure", cookie);
        Assert.Contains("; httponly", cookie);
        Assert.Contains("; path=/", cookie);
        Assert.DoesNotContain("domain", cookie);
    }

    [Fact]
    public async Task Over_https_the_cookie_that_guards_forms_is_secure_too()
    {
        await using var site = await Site.StartAsync(("TrustedProxies:0", "127.0.0.1"), ("TrustedProxies:1", "::1"));
        site.Visitor.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        var page = await site.GetAsync("/login");

        var cookie = Assert.Single(
            page.Headers.GetValues("Set-Cookie"), text => text.StartsWith("nc-form=", StringComparison.Ordinal));
        Assert.Contains("; secure", cookie);
        Assert.Contains("; httponly", cookie);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("instances/../../evil")]
    [InlineData("")]
    public async Task After_logging_in_nobody_is_sent_to_another_site(string returnUrl)
    {
        await using var site = await Site.StartAsync();

        var answer = await site.SubmitAsync(
            $"/login?returnUrl={Uri.EscapeDataString(returnUrl)}", "credentials", ("email", Site.Email), ("password", Site.Password));

        Assert.Equal(new Uri(site.Address, "/instances"), answer.Headers.Location);
    }

    [Fact]
    public async Task A_token_that_the_api_refuses_ends_the_session()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Refuse("GET /api/instances", 401, ProblemTypes.Unauthenticated, "Log in.");

        var sent = (await site.GetAsync("/instances")).Headers.Location?.OriginalString ?? "";

        Assert.Equal("/login?ended=true&returnUrl=%2Finstances", sent);
        Assert.DoesNotContain(site.Cookies(), cookie => cookie.Name == "nc");
        Assert.Contains("Your session has ended", await site.PageAsync(sent));
    }

    [Fact]
    public async Task Calls_that_share_the_end_of_a_session_are_all_awaited()
    {
        var forgotten = new ConcurrentQueue<Exception>();
        void Note(object? sender, UnobservedTaskExceptionEventArgs fault) => forgotten.Enqueue(fault.Exception.GetBaseException());
        TaskScheduler.UnobservedTaskException += Note;

        try
        {
            await using (var site = await Site.StartAsync())
            {
                await site.LogInAsync();
                site.Api.Refuse("GET /api/instances", 401, ProblemTypes.Unauthenticated, "Log in.");
                site.Api.Refuse("GET /api/regions", 401, ProblemTypes.Unauthenticated, "Log in.");
                site.Api.Refuse("GET /api/me", 401, ProblemTypes.Unauthenticated, "Log in.");
                Assert.Equal(HttpStatusCode.Redirect, (await site.GetAsync("/instances")).StatusCode);
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();

            // What a page threw on, the framework's renderer forgets once more: that was awaited by the page.
            Assert.DoesNotContain(forgotten, fault => fault is SessionEndedException
                && fault.StackTrace?.Contains("OnInitializedAsync", StringComparison.Ordinal) is not true);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }
    }

    [Fact]
    public async Task A_wrong_password_does_not_end_the_session_that_the_browser_has()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        var token = Site.FormToken(await site.PageAsync("/instances"));
        site.Api.Refuse("POST /api/login", 401, ProblemTypes.WrongCredentials, "The e-mail address or the password is wrong.");

        var answer = await site.Visitor.PostAsync("/login", new FormUrlEncodedContent(
            [
                new("_handler", "credentials"), new("__RequestVerificationToken", token),
                new("email", Site.Email), new("password", "wrong"),
            ]), Site.Deadline());

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("the password is wrong", await answer.Content.ReadAsStringAsync(Site.Deadline()));
        Assert.All(site.Api.Calls, call => Assert.True(call.Request != "POST /api/login" || call.Authorization.Length == 0));
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/instances")).StatusCode);
    }

    [Fact]
    public async Task Only_the_apis_word_on_the_token_ends_the_session()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Refuse("GET /api/instances", 401, ProblemTypes.WrongCredentials, "Something else is wrong.");

        var answer = await site.GetAsync("/instances");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("Something else is wrong.", await answer.Content.ReadAsStringAsync(Site.Deadline()));
        Assert.Contains(site.Cookies(), cookie => cookie.Name == "nc");
    }

    [Fact]
    public async Task Wrong_credentials_are_said_so_and_the_address_stays_in_the_form()
    {
        await using var site = await Site.StartAsync();
        site.Api.Refuse("POST /api/login", 401, ProblemTypes.WrongCredentials, "The e-mail address or the password is wrong.");

        var answer = await site.SubmitAsync("/login", "credentials", ("email", Site.Email), ("password", "wrong"));
        var page = await answer.Content.ReadAsStringAsync(Site.Deadline());

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("The e-mail address or the password is wrong.", page);
        Assert.Contains($"value=\"{Site.Email}\"", page);
        Assert.DoesNotContain("value=\"wrong\"", page);
    }

    [Fact]
    public async Task Logging_out_ends_the_session_here_and_at_the_api()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Answer("POST /api/logout", new { });
        var token = Site.FormToken(await site.PageAsync("/instances"));

        var answer = await site.Visitor.PostAsync(
            "/logout", new FormUrlEncodedContent([new("__RequestVerificationToken", token)]), Site.Deadline());

        Assert.Equal("/", answer.Headers.Location?.OriginalString);
        Assert.DoesNotContain(site.Cookies(), cookie => cookie.Name == "nc");
        Assert.Contains(site.Api.Calls, call => call is
        { Request: "POST /api/logout", Authorization: $"Bearer {FakeApi.Token}" });
    }

    [Theory]
    [InlineData("/logout")]
    [InlineData("/login")]
    [InlineData("/signup")]
    [InlineData("/instances")]
    [InlineData("/instances/my-assistant")]
    [InlineData("/instances/my-assistant/link")]
    public async Task A_post_that_comes_from_no_form_of_ours_changes_nothing(string path)
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Calls.Clear();

        var answer = await site.Visitor.PostAsync(path, new FormUrlEncodedContent(
            [new("_handler", "credentials"), new("email", Site.Email), new("password", Site.Password)]), Site.Deadline());

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("That form is out of date", await answer.Content.ReadAsStringAsync(Site.Deadline()));
        Assert.Empty(site.Api.Calls);
    }

    [Fact]
    public async Task A_session_outlives_a_restart_and_its_keys_are_the_owners_alone()
    {
        var keys = Directory.CreateTempSubdirectory("nc-web-keys-");

        try
        {
            string cookie;
            await using (var before = await Site.StartAsync(("DataProtection:Path", keys.FullName)))
            {
                await before.LogInAsync();
                cookie = before.Cookies().Single(cookie => cookie.Name == "nc").Value;
            }

            await using var after = await Site.StartAsync(("DataProtection:Path", keys.FullName));
            after.Visitor.DefaultRequestHeaders.Add("Cookie", $"nc={cookie}");

            Assert.Equal(HttpStatusCode.OK, (await after.GetAsync("/instances")).StatusCode);
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(keys.FullName) == OwnerOnly);
        }
        finally
        {
            keys.Delete(recursive: true);
        }
    }
}
