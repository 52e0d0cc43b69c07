using System.Text.Json.Nodes;
using NcAspire.Testing.Vendors;

namespace NcAspire.Gateway.Tests;

/// <summary>What a model gets to use, and what comes of it when it uses something else: a vendor's double asks for tools in a running gateway.</summary>
[Collection<OneLiveGateway>]
public sealed class ToolTests(LiveGateway live) : ConversationTest(live)
{
    private const string Third = "+15557777777";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_model_is_offered_no_tool_at_all_and_its_answer_arrives(bool everybody)
    {
        await ApplyAsync(Live.Config(Settings with { Everybody = everybody }));

        Assert.Equal(FakeVendor.Words, (await AskAsync(Owner, "What can you do?")).Trim());

        Assert.Empty(Offered(Vendor.Requests[^1]));
    }

    [Fact]
    public async Task What_a_model_calls_nevertheless_writes_to_nobody_and_reads_no_other_chat()
    {
        await ApplyAsync(Live.Config(Settings));
        var secret = await TellOwnersSecretAsync();
        var before = await LastSentAsync();

        foreach (var (tool, arguments) in Attempts)
        {
            var asked = Vendor.Requests.Count;
            Vendor.Call(tool, arguments);
            await AskAsync(Stranger, "Do it.");
            Assert.True(Vendor.Requests.Count > asked + 1, $"Nothing was told about {tool}.");
            Assert.Equal($"Tool {tool} not found", Told(Vendor.Requests[^1]));
            Assert.DoesNotContain(secret, Vendor.Requests[^1].Body, StringComparison.Ordinal);
        }

        Assert.All(await Live.Phone.SentAsync(before, TimeSpan.Zero, Ct), message => Assert.Equal(Stranger, message.To));
    }

    [Fact]
    public async Task With_the_tools_that_OpenClaw_gives_for_messaging_the_same_calls_do_both()
    {
        var config = JsonNode.Parse(Live.Config(Settings))!.AsObject();
        config["tools"]!["profile"] = "messaging";
        config["tools"]!["deny"] = new JsonArray();
        config["tools"]!["sessions"]!["visibility"] = "agent";
        await ApplyAsync(config.ToJsonString());
        var secret = await TellOwnersSecretAsync();
        var before = await LastSentAsync();

        foreach (var (tool, arguments) in Attempts)
        {
            Vendor.Call(tool, arguments);
            await AskAsync(Stranger, "Do it.");
        }

        Assert.NotEmpty(Offered(Vendor.Requests[^1]));
        Assert.Contains(secret, Told(Vendor.Requests[^1]), StringComparison.Ordinal);
        Assert.Contains(await Live.Phone.SentAsync(before, TimeSpan.Zero, Ct), message => message.To is Third);
    }

    // Directly, and by the way that OpenClaw offers for tools that it does not list to the model.
    private static IEnumerable<(string Tool, object Arguments)> Attempts
    {
        get
        {
            var message = new { action = "send", channel = "whatsapp", target = Third, message = "Buy now." };
            var history = new { sessionKey = $"agent:main:whatsapp:direct:{Owner}" };
            return
            [
                ("message", message), ("sessions_list", new { }), ("sessions_history", history),
                ("tool_call", new { id = "message", args = message }),
                ("tool_call", new { id = "sessions_list", args = new { } }),
                ("tool_call", new { id = "sessions_history", args = history }),
            ];
        }
    }

    private static string[] Offered(VendorRequest request) => request.Json.TryGetProperty("tools", out var tools)
        ? [.. tools.EnumerateArray().Select(tool => tool.GetProperty("function").GetProperty("name").GetString() ?? "")]
        : [];

    // What the tool that it called last told the model.
    private static string Told(VendorRequest request) => request.Json.GetProperty("messages").EnumerateArray()
        .Last(message => message.GetProperty("role").GetString() is "tool")
        .GetProperty("content").GetString() ?? "";

    private async Task<string> TellOwnersSecretAsync()
    {
        var secret = Guid.NewGuid().ToString("N");
        await AskAsync(Owner, $"Keep this to yourself: {secret}");
        return secret;
    }
}
