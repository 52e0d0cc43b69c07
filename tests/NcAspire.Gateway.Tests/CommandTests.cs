using NcAspire.Testing;
using NcAspire.Testing.Vendors;

namespace NcAspire.Gateway.Tests;

/// <summary>What comes of OpenClaw's commands in a chat, by who writes them.</summary>
[Collection<OneLiveGateway>]
public sealed class CommandTests(LiveGateway live) : ConversationTest(live)
{
    private const string Usual = "openai/gpt-5";
    private const string Other = "openai/gpt-5-mini";

    // What OpenClaw says when nothing comes of a message.
    private const string Nothing =
        "⚠️ OpenClaw couldn't produce or deliver a reply. Please try again. If this keeps happening, ask the operator to check the gateway logs.";

    [Fact]
    public async Task A_stranger_who_may_write_commands_nothing()
    {
        await ApplyAsync(Live.Config(Settings));
        var first = await SayUntilAskedAsync(Stranger, "Remember me.");
        var sent = await LastSentAsync();

        foreach (var command in new[] { $"/model openrouter/{Other}", "/status", "/tools", "/whoami", "/compact", "/new" })
        {
            await Live.Phone.SayAsync(Stranger, command, Ct);
        }

        var last = await SayUntilAskedAsync(Stranger, "Who am I?");
        Assert.All(Vendor.Requests, request => Assert.Equal(Usual, ModelOf(request)));
        Assert.Contains(first.Text, last.Request.Body, StringComparison.Ordinal);
        Assert.All(await Live.Phone.SentAsync(sent, TimeSpan.Zero, Ct), message => Assert.Contains(message.Text.Trim(), new[] { FakeVendor.Words, Nothing }));
    }

    [Fact]
    public async Task The_owner_chooses_another_model_and_begins_anew()
    {
        await ApplyAsync(Live.Config(Settings with { Everybody = false }));
        var first = await SayUntilAskedAsync(Owner, "Remember me.");

        await AskAsync(Owner, $"/model openrouter/{Other}");
        var second = await SayUntilAskedAsync(Owner, "Who am I?");
        Assert.Equal(Other, ModelOf(second.Request));
        Assert.Contains(first.Text, second.Request.Body, StringComparison.Ordinal);

        await AskAsync(Owner, "/model default");
        await AskAsync(Owner, "/new");
        var third = await SayUntilAskedAsync(Owner, "Who am I?");
        Assert.Equal(Usual, ModelOf(third.Request));
        Assert.DoesNotContain(first.Text, third.Request.Body, StringComparison.Ordinal);
    }

    private static string? ModelOf(VendorRequest request) => request.Json.GetProperty("model").GetString();

    private async Task<(string Text, VendorRequest Request)> SayUntilAskedAsync(string from, string text)
    {
        var marked = $"{text} {Guid.NewGuid():N}";
        await AskAsync(from, marked);
        var requests = await Eventually.SeeAsync(
            () => Task.FromResult(Vendor.Requests), seen => seen.Any(IsAbout), Limit, Ct);
        return (marked, requests.Last(IsAbout));

        bool IsAbout(VendorRequest request) => request.Body.Contains(marked, StringComparison.Ordinal);
    }
}
