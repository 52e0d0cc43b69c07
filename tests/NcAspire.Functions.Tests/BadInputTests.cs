using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class BadInputTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    // Each trick of each route counts.
    protected override string[] Settings => ["Limits:InstanceChange:Count=100000"];

    [Theory]
    [InlineData("a")]
    [InlineData("-ada")]
    [InlineData("ada-")]
    [InlineData("Ada")]
    [InlineData("ada lovelace")]
    [InlineData(" ada")]
    [InlineData("ada\n")]
    [InlineData("ada\u0000")]
    [InlineData("аda")]
    [InlineData("ａda")]
    [InlineData("ada\u200b")]
    [InlineData("adа\u0301")]
    [InlineData("١٢٣")]
    [InlineData("ada'; drop table users; --")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("../../etc/passwd")]
    [InlineData("ada/stop")]
    [InlineData("ada%2Fstop")]
    [InlineData("xn--😀")]
    [InlineData("api")]
    [InlineData("admin")]
    [InlineData("12345678901234567890123456789012345678901")]
    [InlineData("")]
    public async Task A_name_that_is_no_slug_is_refused_with_a_sentence(string slug)
    {
        using var ada = await Api.SignUpAsync();

        (await ada.PostAsync("instances", new { slug })).ExpectProblem(422, "invalid-slug");

        Assert.Equal(0, await Api.ScalarAsync<long>("select count(*) from instances"));
    }

    [Theory]
    [InlineData("", 422, "unknown-region")]
    [InlineData("HOME", 422, "unknown-region")]
    [InlineData("home\u0000", 422, "unknown-region")]
    [InlineData("' or '1'='1", 422, "unknown-region")]
    [InlineData("../home", 422, "unknown-region")]
    [InlineData("closed", 503, "no-capacity")]
    [InlineData("elsewhere", 422, "unknown-region")]
    public async Task A_region_that_takes_nobody_is_refused(string region, int status, string problem)
    {
        using var ada = await Api.SignUpAsync();

        (await ada.PostAsync("instances", new { slug = "ada", region })).ExpectProblem(status, problem);

        Assert.Equal(0, await Api.ScalarAsync<long>("select count(*) from instances"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("919876543210")]
    [InlineData("+0919876543")]
    [InlineData("+1234567")]
    [InlineData("+1234567890123456")]
    [InlineData("+９１９８７６５４３２１０")]
    [InlineData("+٩١٩٨٧٦٥٤٣٢")]
    [InlineData("＋919876543210")]
    [InlineData("+91987654321\u0000")]
    [InlineData("+91987654321x9")]
    [InlineData("++919876543210")]
    [InlineData("+91 98765 43210 ' or 1=1 --")]
    [InlineData("+<b>919876543210</b>")]
    public async Task A_text_that_is_no_number_is_refused(string phone)
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");

        (await ada.PutAsync("instances/ada/whatsapp/owner", new { phone })).ExpectProblem(422, "invalid-phone");

        Assert.Equal(0, await Api.ScalarAsync<long>("select count(*) from instances where owner_phone is not null"));
    }

    [Theory]
    [InlineData("OWN")]
    [InlineData("")]
    [InlineData("both")]
    public async Task An_unknown_kind_of_number_is_refused(string number)
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");

        (await ada.PutAsync("instances/ada/whatsapp/owner", new { phone = "+919876543210", number })).ExpectProblem(422, "invalid-request");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(61)]
    [InlineData(int.MaxValue)]
    public async Task A_wait_has_bounds(int timeoutSeconds)
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");

        (await ada.PostAsync("instances/ada/whatsapp/qr/wait", new { timeoutSeconds })).ExpectProblem(422, "invalid-request");
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("@example.org")]
    [InlineData("ada@")]
    [InlineData("ada@example")]
    [InlineData("ada@.org")]
    [InlineData("ada@example.org.")]
    [InlineData("ada@ex@ample.org")]
    [InlineData("ada lovelace@example.org")]
    [InlineData("ada\u0000@example.org")]
    [InlineData("ada\r\nBcc: eve@example.org")]
    [InlineData("\u202egro.elpmaxe@ada.org")]
    [InlineData("ada\u200b@example.org")]
    [InlineData("<ada@example.org>")]
    [InlineData("")]
    public async Task A_text_that_is_no_address_opens_no_account_and_logs_nobody_in(string email)
    {
        (await Api.Nobody.PostAsync("signup", new { email, password = Person.Password })).ExpectProblem(422, "invalid-request");
        (await Api.Nobody.PostAsync("login", new { email, password = Person.Password })).ExpectProblem(401, "wrong-credentials");

        Assert.Equal(0, await Api.ScalarAsync<long>("select count(*) from users"));
    }

    [Fact]
    public async Task Hostile_text_in_an_address_is_only_text()
    {
        const string Email = "o'); drop table users; --@example.org";
        const string Plain = "o');drop/**/table/**/users;--@example.org";
        (await Api.Nobody.PostAsync("signup", new { email = Email, password = Person.Password })).ExpectProblem(422, "invalid-request");
        const string Password = "\u0000' or 1=1 -- \ud83d\ude00";
        (await Api.Nobody.PostAsync("signup", new { email = Plain, password = Password })).Expect(201);
        (await Api.Nobody.PostAsync("login", new { email = $" {Plain.ToUpperInvariant()} ", password = Password })).Expect(200);

        Assert.Equal(1, await Api.ScalarAsync<long>("select count(*) from users"));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("")]
    [InlineData(201)]
    public async Task A_password_has_bounds(object password)
    {
        var text = password is int length ? new string('x', length) : (string)password;
        (await Api.Nobody.PostAsync("signup", new { email = "ada@example.org", password = text })).ExpectProblem(422, "invalid-request");
    }

    [Fact]
    public async Task Tricks_in_the_route_find_nothing()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        string[] values =
        [
            "ada%2F", "ada%2Fstop", "..%2f..%2fme", "ada%00", "%00", "ADA", "ada%20", "%20ada", "ada'--", "ada%27%20or%201=1", "аda",
            "%EF%BD%81da", "%ff%fe", "%c0%ae%c0%ae", "ada;x=1", "ada%3Fx",
            "ada%23", "%E2%80%8Bada", new string('a', 5000), "{slug}", "*", "ada\\stop",
        ];

        foreach (var route in Routes.All.Where(r => r.Template.Contains('{', StringComparison.Ordinal)))
        {
            foreach (var value in values)
            {
                var line = await RawRequest.SendAsync(ada, route, path: route.For(value, value));
                Assert.Matches("^HTTP/1.1 4(00|04|05|14) ", line);
            }
        }

        // Dot segments are resolved before a route is looked for, and the way around leads to the same door.
        var around = await RawRequest.SendAsync(Api.Nobody, Routes.Named("Me"), path: "instances/%2e%2e/me");
        Assert.StartsWith("HTTP/1.1 401 ", around, StringComparison.Ordinal);
        Assert.Equal("running", (await ada.GetAsync("instances/ada")).Text("status"));
        Assert.DoesNotContain(Api.Log.All, l => l.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }
}
