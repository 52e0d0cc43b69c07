using System.Net;
using System.Text;
using NcAspire.Contracts;
using NcAspire.Testing;
using NcAspire.Testing.Vendors;

namespace NcAspire.EndToEnd.Tests;

/// <summary>From a saved key to an answered message, and what people read when there is no answer.</summary>
public abstract class ChatStory(OneStack one)
{
    private const string Slug = "chatty";
    private const string Stranger = "+15559998888";
    private const string Password = "correct horse battery";
    private const string Page = $"/instances/{Slug}";

    private readonly string _email = $"{Guid.NewGuid():N}@example.com";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Stack Stack => one.Stack;

    private FakeVendor Vendor => one.Vendor;

    private FakeVendor Anthropic => one.Anthropic;

    [Fact]
    public async Task The_owner_is_answered_and_reads_why_when_not()
    {
        var earlier = Vendor.Requests.Count;
        using var owner = await ApiClient.SignUpAsync(Stack, _email, Password, Ct);
        using var visitor = new Visitor(Stack.Web);
        await visitor.PostAsync("/login", "credentials", new Dictionary<string, string> { ["email"] = _email, ["password"] = Password }, Ct);
        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, "instances", new { slug = Slug }, Ct);
        await owner.SeeRunningAsync(Slug, Ct);
        await ChangeAsync(owner, "whatsapp/owner", new { phone = "+15550002222" });
        await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"instances/{Slug}/whatsapp/qr/start", null, Ct);
        await Stack.RunCommandAsync(["scan", Slug], Ct);
        await owner.SeeAsync(Slug, i => i.WhatsApp.State is WhatsAppStates.Connected, Ct);

        await AssertAnswerAsync("There is no key for OpenAI");
        await AssertFaultAsync(owner, LlmFaultKinds.NoKey);
        await visitor.SeeAsync(Page, ["model=missing"], Ct);
        Assert.Equal(earlier, Vendor.Requests.Count);

        await ChangeAsync(owner, "llm", new { keys = new Dictionary<string, string> { ["OPENAI_API_KEY"] = Vendor.Key } });
        Assert.Empty((await owner.GetAsync(Slug, Ct)).Llm.Faults);
        await AssertAnswerAsync(FakeVendor.Words);
        Assert.All(Vendor.Requests.Skip(earlier), request => Assert.EndsWith("/v1/responses", request.Target, StringComparison.Ordinal));

        var asked = Vendor.Requests.Count;
        var (code, _, errors) = await Stack.CommandAsync(["say", Slug, "Who are you?", "--from", Stranger], Ct);
        Assert.Equal(1, code);
        Assert.Contains("dm_policy_not_allowlisted", errors, StringComparison.Ordinal);
        Assert.Equal(asked, Vendor.Requests.Count);

        await OpenToEverybodyAsync(owner, visitor);

        await ChangeAsync(owner, "llm", new { model = "openai/fault-401" });
        await AssertAnswerAsync("OpenAI does not accept the key");
        await AssertFaultAsync(owner, visitor, LlmFaultKinds.KeyRefused);

        // After one of the gateway's own billing faults it would ask this vendor nothing for ten minutes.
        await ChangeAsync(owner, "llm", new { model = "openai/fault-402" });
        await AssertAnswerAsync("There is no credit left with OpenAI");
        await ChangeAsync(owner, "llm", new { model = "openai/gpt-5.6-luna" });
        await AssertAnswerAsync(FakeVendor.Words);
        await SeeNoFaultAsync(owner, visitor);

        await ChangeAsync(owner, "llm", new
        {
            model = "openrouter/openai/gpt-5",
            keys = new Dictionary<string, string?> { ["OPENROUTER_API_KEY"] = Vendor.Key, ["OPENAI_API_KEY"] = null },
        });
        await AssertAnswerAsync(FakeVendor.Words);
        Assert.EndsWith("/chat/completions", Vendor.Requests[^1].Target, StringComparison.Ordinal);
        await RestartAsync(owner);

        await AskAnthropicAsync(owner, visitor);

        Assert.Empty(Vendor.Complaints.Concat(Anthropic.Complaints));
        Assert.All(Vendor.Requests.Concat(Anthropic.Requests), request => Assert.DoesNotContain("nc_", request.All, StringComparison.Ordinal));
        AssertNowhere(Vendor.Key);
        AssertNowhere(Anthropic.Key);

        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Delete, $"instances/{Slug}", null, Ct);
        await Eventually.TrueAsync(async () =>
            (await owner.SendAsync(HttpMethod.Get, $"instances/{Slug}", null, Ct)).Status is HttpStatusCode.NotFound, Ct);
    }

    private static async Task<LlmFaultResponse> AssertFaultAsync(ApiClient owner, string kind)
    {
        var fault = Assert.Single((await owner.GetAsync(Slug, Ct)).Llm.Faults);
        Assert.Equal(kind, fault.Kind);
        return fault;
    }

    /// <summary>The page tells it in the words of the API.</summary>
    private static async Task AssertFaultAsync(ApiClient owner, Visitor visitor, string kind)
    {
        var fault = await AssertFaultAsync(owner, kind);
        await visitor.SeeAsync(Page, ["model=faulty"], Ct);
        var page = WebUtility.HtmlDecode((await visitor.GetAsync(Page, Ct)).Page);
        Assert.Contains($"<strong>{fault.Title}</strong><p>{fault.Detail}</p>", page, StringComparison.Ordinal);
    }

    private static async Task SeeNoFaultAsync(ApiClient owner, Visitor visitor)
    {
        await Eventually.TrueAsync(async () => (await owner.GetAsync(Slug, Ct)).Llm.Faults.Count is 0, Ct);
        await visitor.SeeAsync(Page, ["model=ready"], Ct);
    }

    private static async Task ChangeAsync(ApiClient owner, string what, object body)
    {
        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Put, $"instances/{Slug}/{what}", body, Ct);
        await owner.SeeRunningAsync(Slug, Ct);
    }

    /// <summary>Everybody is answered up to a limit, and nobody but the owner once that is over.</summary>
    private async Task OpenToEverybodyAsync(ApiClient owner, Visitor visitor)
    {
        var asked = Vendor.Requests.Count;
        await ChangeAsync(owner, "whatsapp/access", new { everyone = true, dailyRequests = 500 });
        await AssertAnswerAsync(FakeVendor.Words, "--from", Stranger);
        Assert.True(Vendor.Requests.Count > asked);

        await ChangeAsync(owner, "whatsapp/access", new { everyone = true, dailyRequests = 1 });
        await AssertAnswerAsync("As much was asked today", "--from", Stranger);
        await AssertFaultAsync(owner, visitor, LlmFaultKinds.OpenLimitReached);

        await ChangeAsync(owner, "whatsapp/access", new { everyone = false });
        var (code, _, errors) = await Stack.CommandAsync(["say", Slug, "And now?", "--from", Stranger], Ct);
        Assert.Equal(1, code);
        Assert.Contains("dm_policy_not_allowlisted", errors, StringComparison.Ordinal);
        await AssertAnswerAsync(FakeVendor.Words);
    }

    /// <summary>A gateway that comes up again works by what its owner chose last, after all that it has seen.</summary>
    private async Task RestartAsync(ApiClient owner)
    {
        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, $"instances/{Slug}/restart", null, Ct);
        await owner.SeeAsync(Slug, i => i is { Operation: null, WhatsApp.State: WhatsAppStates.Connected }, Ct);
        await AssertAnswerAsync(FakeVendor.Words);
        Assert.EndsWith("/chat/completions", Vendor.Requests[^1].Target, StringComparison.Ordinal);
    }

    /// <summary>A vendor with an API of its own: its answers, its faults, and the end of the day.</summary>
    private async Task AskAnthropicAsync(ApiClient owner, Visitor visitor)
    {
        var earlier = Anthropic.Requests.Count;
        var key = new Dictionary<string, string?> { ["ANTHROPIC_API_KEY"] = Anthropic.Key };
        await ChangeAsync(owner, "llm", new { model = "anthropic/claude-opus-5", keys = key });
        await AssertAnswerAsync(FakeVendor.Words);
        var request = Assert.Single(Anthropic.Requests.Skip(earlier));
        Assert.Equal("/v1/messages", request.Target);
        Assert.True(request.Json.GetProperty("stream").GetBoolean());
        Assert.True(await request.Ended);

        // The vendor is asked again before the person hears of it.
        await AssertFaultOfAsync("fault-500", "Anthropic has a fault.", LlmFaultKinds.VendorDown, tries: 2);
        await AssertFaultOfAsync("fault-429", "Anthropic asks for fewer requests.", LlmFaultKinds.RateLimited, tries: 2);
        await AssertFaultOfAsync("hang", "Anthropic does not answer.", LlmFaultKinds.Silent, tries: 1);

        await ChangeAsync(owner, "llm", new { model = "anthropic/claude-opus-5" });
        await AssertAnswerAsync(FakeVendor.Words);
        await SeeNoFaultAsync(owner, visitor);

        await ChangeAsync(owner, "llm", new { keys = new Dictionary<string, string?> { ["ANTHROPIC_API_KEY"] = null } });
        await AssertAnswerAsync("There is no key for Anthropic");
        await AssertFaultAsync(owner, LlmFaultKinds.NoKey);
        await visitor.SeeAsync(Page, ["model=stray"], Ct);

        await ChangeAsync(owner, "llm", new { model = "anthropic/costly", keys = key });
        await AssertAnswerAsync(FakeVendor.Words);
        await AssertFaultOfAsync("claude-opus-5", "The limit for today is reached.", LlmFaultKinds.LimitReached, tries: 0);

        async Task AssertFaultOfAsync(string model, string words, string kind, int tries)
        {
            var asked = Anthropic.Requests.Count;
            await ChangeAsync(owner, "llm", new { model = $"anthropic/{model}" });
            await AssertAnswerAsync(words);
            Assert.InRange(Anthropic.Requests.Count - asked, tries, 2 * tries);
            await AssertFaultAsync(owner, visitor, kind);
        }
    }

    private async Task AssertAnswerAsync(string words, params string[] options) =>
        Assert.Contains(words, await Stack.RunCommandAsync(["say", Slug, "Are you there?", .. options], Ct), StringComparison.Ordinal);

    /// <summary>Not in a file of the stack (database, gateway, logs), nor in what any of its processes was started with.</summary>
    private void AssertNowhere(string secret)
    {
        var bytes = Encoding.ASCII.GetBytes(secret);
        Assert.DoesNotContain(FileContents.Of(Stack.Data), file => file.Content.AsSpan().IndexOf(bytes) >= 0);
        Assert.Empty(RunningProcesses.Mentioning(secret));
        Assert.DoesNotContain(secret, Stack.Output, StringComparison.Ordinal);
    }
}
