using Microsoft.AspNetCore.Http;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class CheckKeyTests(EmbeddedPostgres postgres, SchemaTemplate template) : IAsyncLifetime
{
    private const string Key = "sk-ant-oat-or-0123456789abcdef-canary";

    private FakeVendors? _vendors;
    private Api? _api;

    private FakeVendors Vendors => _vendors ?? throw new InvalidOperationException("The test has not begun.");

    private Api Api => _api ?? throw new InvalidOperationException("The test has not begun.");

    public async ValueTask InitializeAsync()
    {
        _vendors = await FakeVendors.StartAsync();
        _api = await Api.StartAsync(
            await template.CopyAsync(postgres, TestContext.Current.CancellationToken), configure: null, [.. _vendors.Settings, "Logging:LogLevel:Default=Trace"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }

        await Vendors.DisposeAsync();
    }

    [Theory]
    [InlineData("OPENAI_API_KEY", "OpenAI")]
    [InlineData("ANTHROPIC_API_KEY", "Anthropic")]
    [InlineData("ANTHROPIC_OAUTH_TOKEN", "Anthropic")]
    [InlineData("GEMINI_API_KEY", "Google Gemini")]
    [InlineData("OPENROUTER_API_KEY", "OpenRouter")]
    [InlineData("AI_GATEWAY_API_KEY", "Vercel AI Gateway")]
    public async Task The_vendor_says_whether_it_knows_the_key(string name, string vendor)
    {
        using var ada = await WithKeyAsync(name);

        var refused = (await CheckAsync(ada, name)).Expect(200);
        Assert.Equal((name, "refused"), (refused.Text("name"), refused.Text("verdict")));
        Assert.StartsWith($"{vendor} refuses this key.", refused.Text("message"), StringComparison.Ordinal);

        Vendors.Known.Add(Key);
        var works = (await CheckAsync(ada, name)).Expect(200);
        Assert.Equal(("works", $"{vendor} accepts this key."), (works.Text("verdict"), works.Text("message")));
        Assert.Equal(2, Vendors.Requests.Count);
        Assert.DoesNotContain(Key, Api.Log.ToString() + refused.Body + works.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "", "refused")]
    [InlineData(403, "You have insufficient permissions. Missing scopes: api.model.read.", "unknown")]
    [InlineData(400, "", "unknown")]
    [InlineData(402, "", "unknown")]
    [InlineData(404, "", "unknown")]
    [InlineData(429, "", "unknown")]
    [InlineData(302, "", "unknown")]
    [InlineData(500, "", "unknown")]
    [InlineData(503, "", "unknown")]
    public async Task Only_a_refusal_of_the_key_is_one(int status, string body, string verdict)
    {
        using var ada = await WithKeyAsync("OPENAI_API_KEY");
        Vendors.Trouble = async context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            await context.Response.WriteAsync(body);
            return true;
        };

        Assert.Equal(verdict, (await CheckAsync(ada, "OPENAI_API_KEY")).Expect(200).Text("verdict"));
        Assert.Single(Vendors.Requests);
    }

    [Fact]
    public async Task A_vendor_that_hangs_up_or_is_away_could_not_be_asked()
    {
        using var ada = await WithKeyAsync("OPENAI_API_KEY");
        Vendors.Trouble = context =>
        {
            context.Abort();
            return Task.FromResult(true);
        };
        Assert.Equal("unknown", (await CheckAsync(ada, "OPENAI_API_KEY")).Text("verdict"));

        await Vendors.StopAsync();
        var answer = (await CheckAsync(ada, "OPENAI_API_KEY")).Expect(200);

        Assert.Equal("unknown", answer.Text("verdict"));
        Assert.Contains("says nothing about the key", answer.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vendor_without_a_request_that_tells_is_not_asked()
    {
        using var ada = await WithKeyAsync("ZAI_API_KEY");

        Assert.Equal("unknown", (await CheckAsync(ada, "ZAI_API_KEY")).Expect(200).Text("verdict"));
        Assert.Empty(Vendors.Requests);
    }

    [Fact]
    public async Task What_is_no_saved_key_of_a_model_is_told()
    {
        using var ada = await WithKeyAsync("OPENAI_API_KEY");
        foreach (var name in (string[])["GEMINI_API_KEY", "TELEGRAM_BOT_TOKEN", "PATH", "", Key])
        {
            var answer = (await CheckAsync(ada, name)).ExpectProblem(422, "invalid-request");
            Assert.Equal("name", answer.Text("field"));
            Assert.DoesNotContain(Key, answer.Body, StringComparison.Ordinal);
        }

        using var eve = await Api.SignUpAsync("eve");
        (await CheckAsync(eve, "OPENAI_API_KEY")).ExpectProblem(404, "not-found");
        Assert.Empty(Vendors.Requests);
    }

    private static Task<Answer> CheckAsync(Person person, string name) => person.PostAsync("instances/ada/llm/check", new { name });

    private async Task<Person> WithKeyAsync(string name)
    {
        var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        (await ada.PutAsync("instances/ada/llm", new { keys = new Dictionary<string, string> { [name] = Key } })).Expect(202);
        return ada;
    }
}
