using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

/// <summary>Letting everybody write on WhatsApp, and what that does not go together with.</summary>
public sealed class AccessTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    private const string Key = "sk-0123456789abcdef0123";

    protected override string[] Settings => [Timers.Off, "Relay:Address=http://relay.example:7080"];

    private string Config => Api.Compute.Volumes.Single().Value.Files["openclaw.json"];

    [Fact]
    public async Task It_is_opened_up_to_a_limit_and_closed_again_and_both_are_in_the_log()
    {
        using var ada = await WithOwnerAsync("separate");

        var opened = (await OpenAsync(ada, 50)).Expect(202);
        Assert.Equal("50", opened.Text("whatsApp.everyoneDailyRequests"));
        Assert.Equal("succeeded", (await ada.FinishAsync(opened)).Text("state"));
        Assert.Contains("\"everybody\":true", Config, StringComparison.Ordinal);

        var closed = (await ada.PutAsync("instances/ada/whatsapp/access", new { everyone = false })).Expect(202);
        Assert.Equal("succeeded", (await ada.FinishAsync(closed)).Text("state"));
        Assert.Contains("\"everybody\":false", Config, StringComparison.Ordinal);
        Assert.Equal(
            "open to everybody up to 50 requests a day; open to its owner alone",
            await Api.ScalarAsync<string>("select string_agg(detail, '; ' order by sequence) from audit_log where detail like 'open to%'"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(501)]
    public async Task A_limit_is_needed_and_has_bounds(int? limit)
    {
        using var ada = await WithOwnerAsync("separate");

        var answer = (await OpenAsync(ada, limit)).ExpectProblem(422, "invalid-request");

        Assert.Equal("dailyRequests", answer.Text("field"));
    }

    [Fact]
    public async Task Somebody_has_to_be_the_owner_first_and_the_number_is_the_assistants_own()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        Assert.StartsWith("Save your own number first", (await OpenAsync(ada, 50)).ExpectProblem(409, "settings-conflict").Text("detail"), StringComparison.Ordinal);

        (await SetOwnerAsync(ada, "own")).Expect(202);
        Assert.StartsWith("Everybody may write only to a number", (await OpenAsync(ada, 50)).ExpectProblem(409, "settings-conflict").Text("detail"), StringComparison.Ordinal);

        (await SetOwnerAsync(ada, "separate")).Expect(202);
        (await OpenAsync(ada, 50)).Expect(202);
        (await SetOwnerAsync(ada, "own")).ExpectProblem(409, "settings-conflict");
        Assert.Equal("separate", (await ada.GetAsync("instances/ada")).Text("whatsApp.number"));
    }

    [Fact]
    public async Task It_never_goes_together_with_a_key_in_the_gateway_whichever_comes_first()
    {
        using var ada = await WithOwnerAsync("separate");
        (await OpenAsync(ada, 50)).Expect(202);
        (await DirectAsync(ada, true)).ExpectProblem(409, "settings-conflict");

        (await ada.PutAsync("instances/ada/whatsapp/access", new { everyone = false })).Expect(202);
        (await DirectAsync(ada, true)).Expect(202);
        (await OpenAsync(ada, 50)).ExpectProblem(409, "settings-conflict");

        (await DirectAsync(ada, false)).Expect(202);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => n % 2 is 0 ? OpenAsync(ada, 50) : DirectAsync(ada, true)));
        Assert.Contains(answers, a => a.Status is 202);
        Assert.Contains(answers, a => a.Status is 409);
        Assert.Equal(1, await Api.ScalarAsync<long>("select count(*) from instances where (open_requests is null) = direct_keys"));
    }

    private static Task<Answer> OpenAsync(Person person, int? limit) =>
        person.PutAsync("instances/ada/whatsapp/access", new { everyone = true, dailyRequests = limit });

    private static Task<Answer> DirectAsync(Person person, bool direct) =>
        person.PutAsync("instances/ada/llm", new { direct, keys = new { OPENAI_API_KEY = Key } });

    private static Task<Answer> SetOwnerAsync(Person person, string number) =>
        person.PutAsync("instances/ada/whatsapp/owner", new { phone = "+919876543210", number });

    private async Task<Person> WithOwnerAsync(string number)
    {
        var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        (await SetOwnerAsync(ada, number)).Expect(202);
        return ada;
    }
}
