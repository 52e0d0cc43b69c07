using System.Text.Json;
using NcAspire.Core.Models;

namespace NcAspire.Relay.Tests;

/// <summary>Reads answers as the vendors' own clients do.</summary>
internal static class Transcript
{
    public static string Read(ModelApi api, bool streams, string answer) => streams ? Events(api, answer) : Whole(api, JsonDocument.Parse(answer).RootElement);

    /// <summary>The JSON texts of the events.</summary>
    public static IReadOnlyList<JsonElement> Data(string answer) =>
    [
        .. answer.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(one => one[(one.IndexOf("data: ", StringComparison.Ordinal) + "data: ".Length)..])
            .Where(data => data is not "[DONE]")
            .Select(data => JsonDocument.Parse(data).RootElement),
    ];

    private static string Whole(ModelApi api, JsonElement json) => api switch
    {
        ModelApi.OpenAiCompletions => json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!,
        ModelApi.OpenAiResponses => json.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString()!,
        ModelApi.AnthropicMessages => json.GetProperty("content")[0].GetProperty("text").GetString()!,
        _ => Gemini(json),
    };

    private static string Events(ModelApi api, string answer)
    {
        var data = Data(answer);
        Assert.DoesNotContain(data, one => one.TryGetProperty("error", out _));
        switch (api)
        {
            case ModelApi.OpenAiCompletions:
                Assert.EndsWith("data: [DONE]\n\n", answer, StringComparison.Ordinal);
                Assert.Contains(data, one => Choices(one).Any(choice => choice.GetProperty("finish_reason").ValueEquals("stop")));
                return string.Concat(data.SelectMany(Choices).Select(c => c.GetProperty("delta").TryGetProperty("content", out var text) ? text.GetString() : ""));
            case ModelApi.OpenAiResponses:
                var completed = Assert.Single(data, one => Type(one) is "response.completed").GetProperty("response");
                var said = string.Concat(data.Where(one => Type(one) is "response.output_text.delta").Select(one => one.GetProperty("delta").GetString()));
                Assert.Equal(said, Whole(api, completed));
                return said;
            case ModelApi.AnthropicMessages:
                Assert.Equal("message_start", Type(data[0]));
                Assert.Equal("message_stop", Type(data[^1]));
                Assert.Equal("end_turn", Assert.Single(data, one => Type(one) is "message_delta").GetProperty("delta").GetProperty("stop_reason").GetString());
                return string.Concat(
                    data.Where(one => Type(one) is "content_block_delta").Select(one => one.GetProperty("delta").GetProperty("text").GetString()));
            default:
                Assert.Equal("STOP", data[^1].GetProperty("candidates")[0].GetProperty("finishReason").GetString());
                return string.Concat(data.Select(Gemini));
        }
    }

    private static string? Type(JsonElement one) => one.TryGetProperty("type", out var type) ? type.GetString() : null;

    private static IEnumerable<JsonElement> Choices(JsonElement one) => one.GetProperty("choices").EnumerateArray();

    private static string Gemini(JsonElement json) =>
        json.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString()!;
}
