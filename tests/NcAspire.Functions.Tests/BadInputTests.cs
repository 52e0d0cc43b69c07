using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class BadInputTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    private static readonly MediaTypeHeaderValue _json = new("application/json");

    public static TheoryData<string> Takers => [.. Bodies.Good.Keys];

    [Fact]
    public void Every_function_that_takes_a_body_is_tested_here() =>
        Assert.Equal(
            Bodies.Good.Keys.Order(),
            typeof(Composition).Assembly.GetExportedTypes().SelectMany(t => t.GetMethods())
                .Where(m => m.CustomAttributes.Any(a => a.AttributeType.Name is "TakesAttribute"))
                .Select(m => m.CustomAttributes.Single(a => a.AttributeType.Name is "FunctionAttribute").ConstructorArguments[0].Value)
                .Order());

    [Theory]
    [MemberData(nameof(Takers))]
    public async Task No_bad_body_gets_further_than_a_problem(string function)
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        var before = await CountsAsync();
        var route = Routes.Named(function);
        var good = JsonSerializer.Serialize(Bodies.Good[function]);
        var fields = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(good) ?? [];
        var first = fields.Keys.First();

        foreach (var (name, body) in BadBodies(good, fields))
        {
            var answer = await SendAsync(ada, route, Content(body));
            Assert.True(answer.Status is 400 or 422, $"{function} answers {answer.Status} to {name}: {answer.Body}");
            Assert.Equal("invalid-request", answer.Problem());
        }

        foreach (var type in (string?[])
            [null, "text/plain", "application/xml", "text/json", "application/json; charset=utf-16", "application/json; charset=iso-8859-1",
                "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "garbage", "application/json, application/json"])
        {
            var answer = await SendAsync(ada, route, Content(Encoding.UTF8.GetBytes(good), type));
            Assert.True(answer.Status is 415, $"{function} answers {answer.Status} to the type '{type}': {answer.Body}");
            Assert.Equal("unsupported-media-type", answer.Problem());
        }

        var big = Encoding.UTF8.GetBytes(good.Insert(1, $"\"{first}\":\"{new string('x', 1024 * 1024)}\","));
        Assert.Contains("413", await RawAsync(ada, route, big, chunked: false), StringComparison.Ordinal);
        Assert.Contains("413", await RawAsync(ada, route, big, chunked: true), StringComparison.Ordinal);

        Assert.Equal(before, await CountsAsync());
        Assert.DoesNotContain(Api.Log.All, l => l.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public async Task An_empty_body_is_refused_except_where_it_may_be_left_out()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        foreach (var function in Bodies.Good.Keys.Where(f => f is not "WaitQr"))
        {
            var answer = await SendAsync(ada, Routes.Named(function), Content([]));
            Assert.Equal("invalid-request", answer.Expect(400).Problem());
        }

        (await SendAsync(ada, Routes.Named("WaitQr"), Content([]))).Expect(200);
    }

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
    [InlineData("elsewhere", 503, "no-capacity")]
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
                var line = await RawAsync(ada, route, body: null, chunked: false, route.For(value, value));
                Assert.Matches("^HTTP/1.1 4(00|04|05|14) ", line);
            }
        }

        // Dot segments are resolved before a route is looked for, and the way around leads to the same door.
        var around = await RawAsync(Api.Nobody, Routes.Named("Me"), body: null, chunked: false, "instances/%2e%2e/me");
        Assert.StartsWith("HTTP/1.1 401 ", around, StringComparison.Ordinal);
        Assert.Equal("running", (await ada.GetAsync("instances/ada")).Text("status"));
        Assert.DoesNotContain(Api.Log.All, l => l.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    private static IEnumerable<(string Name, byte[] Body)> BadBodies(string good, Dictionary<string, JsonElement> fields)
    {
        var first = fields.First();
        yield return ("broken JSON", Utf8("{"));
        yield return ("words", Utf8("hello"));
        yield return ("white space", Utf8("  \n"));
        yield return ("null", Utf8("null"));
        yield return ("an array", Utf8("[]"));
        yield return ("an array of it", Utf8($"[{good}]"));
        yield return ("a string", Utf8("\"x\""));
        yield return ("a number", Utf8("1e999"));
        yield return ("true", Utf8("true"));
        yield return ("two documents", Utf8(good + good));
        yield return ("a trailing comma", Utf8(good.Insert(good.Length - 1, ",")));
        yield return ("a comment", Utf8("/* */" + good));
        yield return ("an unknown field", Utf8(good.Insert(1, "\"isAdmin\":true,")));
        yield return ("a field of another case", Utf8(good.Replace(first.Key, first.Key.ToUpperInvariant(), StringComparison.Ordinal)));
        yield return ("a doubled field", Utf8(good.Insert(1, $"\"{first.Key}\":{first.Value.GetRawText()},")));
        yield return ("__proto__", Utf8(good.Insert(1, "\"__proto__\":{},")));
        yield return ("$type", Utf8(good.Insert(1, "\"$type\":\"System.Object\",")));
        yield return ("deep nesting", Utf8($"{{\"{first.Key}\":{new string('[', 10_000)}{new string(']', 10_000)}}}"));
        yield return ("an invalid UTF-8 string", [.. Utf8($"{{\"{first.Key}\":\""), 0xff, 0xfe, .. Utf8("\"}")]);
        yield return ("an overlong UTF-8 name", [.. Utf8("{\""), 0xc0, 0xaf, .. Utf8("\":1}")]);
        yield return ("a lone surrogate", Utf8($"{{\"{first.Key}\":\"\\ud800\"}}"));
        yield return ("a byte order mark of UTF-16", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(good)]);
        foreach (var field in fields.Keys)
        {
            foreach (var wrong in (string[])["{}", "[]", "true", "1.5", "\"\\ud83d\"", "1e400"])
            {
                var values = fields.Select(f => $"\"{f.Key}\":{(f.Key == field ? wrong : f.Value.GetRawText())}");
                yield return ($"{field} = {wrong}", Utf8($"{{{string.Join(',', values)}}}"));
            }

            if (field is not "timeoutSeconds")
            {
                var missing = fields.Where(f => f.Key != field).Select(f => $"\"{f.Key}\":{f.Value.GetRawText()}");
                yield return ($"no {field}", Utf8($"{{{string.Join(',', missing)}}}"));
                var without = fields.Select(f => $"\"{f.Key}\":{(f.Key == field ? "null" : f.Value.GetRawText())}");
                yield return ($"{field} = null", Utf8($"{{{string.Join(',', without)}}}"));
            }
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static ByteArrayContent Content(byte[] body, string? type = "application/json")
    {
        var content = new ByteArrayContent(body);
        if (type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return content;
    }

    private static Task<Answer> SendAsync(Person person, Route route, HttpContent content) =>
        person.SendAsync(new HttpRequestMessage(route.Method, route.For("ada")) { Content = content });

    // By hand: HttpClient tidies paths up, and does not read an answer that comes before its request is sent.
    private async Task<string> RawAsync(Person person, Route route, byte[]? body, bool chunked, string? path = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Api.Address.Host, Api.Address.Port, Ct);
        await using var stream = client.GetStream();
        var length = body is null ? "" : chunked ? "Transfer-Encoding: chunked\r\n" : $"Content-Length: {body.Length}\r\n";
        var head = $"{route.Method} /api/{path ?? route.For("ada")} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + $"Authorization: Bearer {person.Token}\r\nContent-Type: {_json}\r\n{length}\r\n";
        var reading = new StreamReader(stream, Encoding.UTF8).ReadToEndAsync(Ct);
        try
        {
            await stream.WriteAsync(Utf8(head), Ct);
            foreach (var chunk in body?.Chunk(16 * 1024) ?? [])
            {
                await stream.WriteAsync(chunked ? [.. Utf8($"{chunk.Length:x}\r\n"), .. chunk, .. Utf8("\r\n")] : chunk, Ct);
            }
        }
        catch (IOException)
        {
            // The server has answered and hung up before the end of the body.
        }

        try
        {
            return await reading;
        }
        catch (IOException)
        {
            return "";
        }
    }

    private async Task<string> CountsAsync() => string.Join(
        ", ", (await Api.DumpAsync()).Counts.Where(c => c.Key is not ("rate_limits" or "audit_log")).Select(c => $"{c.Key} {c.Value}"));
}
