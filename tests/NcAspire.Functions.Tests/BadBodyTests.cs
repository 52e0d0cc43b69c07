using System.Text;
using System.Text.Json;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class BadBodyTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    private const string OperatorToken = "operators-of-the-body-tests";

    protected override string[] Settings => [$"Ops:TokenHash={Convert.ToHexString(Core.Accounts.Token.Hash(OperatorToken))}"];

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
        using var caller = route.IsForOperators ? new Person(Api, OperatorToken) : new Person(Api, ada.Token);
        var good = JsonSerializer.Serialize(Bodies.Good[function]);
        var fields = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(good) ?? [];
        var first = fields.Keys.First();

        foreach (var (name, body) in BadBodies(good, fields))
        {
            var answer = await SendAsync(caller, route, Content(body));

            // What is another good body for an operator is about nobody here.
            var isNobody = route.IsForOperators && answer.Status is 404;
            Assert.True(answer.Status is 400 or 422 || isNobody, $"{function} answers {answer.Status} to {name}: {answer.Body}");
            Assert.Equal(isNobody ? "not-found" : "invalid-request", answer.Problem());
        }

        foreach (var type in (string?[])
            [null, "text/plain", "application/xml", "text/json", "application/json; charset=utf-16", "application/json; charset=iso-8859-1",
                "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "garbage", "application/json, application/json"])
        {
            var answer = await SendAsync(caller, route, Content(Encoding.UTF8.GetBytes(good), type));
            Assert.True(answer.Status is 415, $"{function} answers {answer.Status} to the type '{type}': {answer.Body}");
            Assert.Equal("unsupported-media-type", answer.Problem());
        }

        var big = Encoding.UTF8.GetBytes(good.Insert(1, $"\"{first}\":\"{new string('x', 1024 * 1024)}\","));
        Assert.Contains("413", await RawRequest.SendAsync(caller, route, big), StringComparison.Ordinal);
        Assert.Contains("413", await RawRequest.SendAsync(caller, route, big, chunked: true), StringComparison.Ordinal);

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
            var route = Routes.Named(function);
            using var caller = route.IsForOperators ? new Person(Api, OperatorToken) : new Person(Api, ada.Token);
            var answer = await SendAsync(caller, route, Content([]));
            Assert.Equal("invalid-request", answer.Expect(400).Problem());
        }

        (await SendAsync(ada, Routes.Named("WaitQr"), Content([]))).Expect(200);
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

    private async Task<string> CountsAsync() => string.Join(
        ", ", (await Api.DumpAsync()).Counts.Where(c => c.Key is not ("rate_limits" or "audit_log")).Select(c => $"{c.Key} {c.Value}"));
}
