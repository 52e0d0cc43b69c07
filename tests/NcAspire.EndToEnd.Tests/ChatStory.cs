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

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Stack Stack => one.Stack;

    private FakeVendor Vendor => one.Vendor;

    [Fact]
    public async Task The_owner_is_answered_and_reads_why_when_not()
    {
        var earlier = Vendor.Requests.Count;
        using var owner = await ApiClient.SignUpAsync(Stack, Ct);
        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, "instances", new { slug = Slug }, Ct);
        await owner.SeeRunningAsync(Slug, Ct);
        await ChangeAsync(owner, "whatsapp/owner", new { phone = "+15550002222" });
        await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"instances/{Slug}/whatsapp/qr/start", null, Ct);
        await Stack.RunCommandAsync(["scan", Slug], Ct);
        await owner.SeeAsync(Slug, i => i.WhatsApp.State is WhatsAppStates.Connected, Ct);

        await AssertAnswerAsync("There is no key for OpenAI");
        await AssertFaultAsync(owner, LlmFaultKinds.NoKey);
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

        await OpenToEverybodyAsync(owner);

        await ChangeAsync(owner, "llm", new { model = "openai/fault-401" });
        await AssertAnswerAsync("OpenAI does not accept the key");
        await AssertFaultAsync(owner, LlmFaultKinds.KeyRefused);

        // After one of the gateway's own billing faults it would ask this vendor nothing for ten minutes.
        await ChangeAsync(owner, "llm", new { model = "openai/fault-402" });
        await AssertAnswerAsync("There is no credit left with OpenAI");
        await ChangeAsync(owner, "llm", new { model = "openai/gpt-5.6-luna" });
        await AssertAnswerAsync(FakeVendor.Words);
        await Eventually.TrueAsync(async () => (await owner.GetAsync(Slug, Ct)).Llm.Faults.Count is 0, Ct);

        await ChangeAsync(owner, "llm", new
        {
            model = "openrouter/openai/gpt-5",
            keys = new Dictionary<string, string?> { ["OPENROUTER_API_KEY"] = Vendor.Key, ["OPENAI_API_KEY"] = null },
        });
        await AssertAnswerAsync(FakeVendor.Words);
        Assert.EndsWith("/chat/completions", Vendor.Requests[^1].Target, StringComparison.Ordinal);
        await RestartAsync(owner);

        Assert.Empty(Vendor.Complaints);
        Assert.All(Vendor.Requests, request => Assert.DoesNotContain("nc_", request.All, StringComparison.Ordinal));
        AssertNowhere(Vendor.Key);

        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Delete, $"instances/{Slug}", null, Ct);
        await Eventually.TrueAsync(async () =>
            (await owner.SendAsync(HttpMethod.Get, $"instances/{Slug}", null, Ct)).Status is HttpStatusCode.NotFound, Ct);
    }

    private static async Task AssertFaultAsync(ApiClient owner, string kind) =>
        Assert.Equal(kind, Assert.Single((await owner.GetAsync(Slug, Ct)).Llm.Faults).Kind);

    private static async Task ChangeAsync(ApiClient owner, string what, object body)
    {
        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Put, $"instances/{Slug}/{what}", body, Ct);
        await owner.SeeRunningAsync(Slug, Ct);
    }

    /// <summary>Everybody is answered up to a limit, and nobody but the owner once that is over.</summary>
    private async Task OpenToEverybodyAsync(ApiClient owner)
    {
        var asked = Vendor.Requests.Count;
        await ChangeAsync(owner, "whatsapp/access", new { everyone = true, dailyRequests = 500 });
        await AssertAnswerAsync(FakeVendor.Words, "--from", Stranger);
        Assert.True(Vendor.Requests.Count > asked);

        await ChangeAsync(owner, "whatsapp/access", new { everyone = true, dailyRequests = 1 });
        await AssertAnswerAsync("As much was asked today", "--from", Stranger);
        await AssertFaultAsync(owner, LlmFaultKinds.OpenLimitReached);

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
