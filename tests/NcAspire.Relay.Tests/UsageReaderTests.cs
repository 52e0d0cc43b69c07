using System.Text;
using NcAspire.Core.Models;
using NcAspire.Relay.Reading;

namespace NcAspire.Relay.Tests;

public sealed class UsageReaderTests
{
    [Theory]
    [InlineData(ModelApi.OpenAiCompletions, """{"choices":[],"usage":{"prompt_tokens":1234,"completion_tokens":56,"prompt_tokens_details":{"cached_tokens":200}}}""")]
    [InlineData(ModelApi.OpenAiResponses, """{"type":"response.completed","response":{"output":[{"usage":{"input_tokens":9}}],"usage":{"input_tokens":1234,"output_tokens":56}}}""")]
    [InlineData(ModelApi.AnthropicMessages, """{"type":"message_start","message":{"usage":{"input_tokens":1000,"cache_read_input_tokens":200,"cache_creation_input_tokens":34,"output_tokens":56}}}""")]
    [InlineData(ModelApi.GoogleGenerativeAi, """{"candidates":[],"usageMetadata":{"promptTokenCount":1234,"candidatesTokenCount":50,"thoughtsTokenCount":6,"totalTokenCount":1290}}""")]
    public void The_figures_are_found_wherever_the_stream_is_cut(ModelApi api, string data)
    {
        var bytes = Encoding.UTF8.GetBytes($": keep-alive\r\n\r\nevent: x\r\ndata: {{\"usage\":null}}\n\nid: 7\ndata:{data}\r\n\r\ndata: [DONE]");
        for (var cut = 0; cut <= bytes.Length; cut += 7)
        {
            var reader = new UsageReader(api, isEventStream: true);
            reader.Read(bytes.AsSpan(0, cut));
            reader.Read(bytes.AsSpan(cut));
            reader.End(isWhole: true, reserve: 0);
            Assert.Equal((1234, 56), (reader.Input(0), reader.Output));
        }
    }

    [Fact]
    public void Figures_that_grow_are_not_added()
    {
        var reader = new UsageReader(ModelApi.AnthropicMessages, isEventStream: true);
        reader.Read("""
            data: {"message":{"usage":{"input_tokens":10,"output_tokens":1}}}

            data: {"usage":{"output_tokens":20}}

            data: {"usage":{"input_tokens":10,"output_tokens":30}}

            """u8);
        reader.End(isWhole: true, reserve: 0);

        Assert.Equal((10, 30), (reader.Input(0), reader.Output));
    }

    [Theory]
    [InlineData(true, 100)]
    [InlineData(false, 250)]
    public void A_vendor_that_does_not_tell_is_counted_by_length(bool isEventStream, int output)
    {
        var reader = new UsageReader(ModelApi.OpenAiCompletions, isEventStream);
        for (var word = 0; word < 100; word++)
        {
            reader.Read("data: {}\n\n"u8);
        }

        reader.End(isWhole: true, reserve: 0);
        Assert.Equal((1000, output), (reader.Input(1000), reader.Output));
    }

    [Theory]
    [InlineData(ModelApi.OpenAiCompletions, """{"choices":[{"delta":{"content":"word"}}]}""", 32_000)]
    [InlineData(ModelApi.OpenAiCompletions, """{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":20}}""", 20)]
    [InlineData(ModelApi.OpenAiResponses, """{"response":{"usage":null}}""", 32_000)]
    [InlineData(ModelApi.OpenAiResponses, """{"response":{"usage":{"input_tokens":10,"output_tokens":20}}}""", 20)]
    [InlineData(ModelApi.AnthropicMessages, """{"message":{"usage":{"input_tokens":10,"output_tokens":1}}}""", 32_000)]
    [InlineData(ModelApi.AnthropicMessages, """{"usage":{"output_tokens":20}}""", 20)]
    [InlineData(ModelApi.GoogleGenerativeAi, """{"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":20}}""", 20)]
    public void An_answer_that_is_cut_off_counts_a_reserve_unless_its_cost_was_told(ModelApi api, string data, int output)
    {
        var reader = new UsageReader(api, isEventStream: true);
        reader.Read(Encoding.UTF8.GetBytes($"data: {data}\n\n"));
        reader.End(isWhole: false, reserve: 32_000);

        Assert.Equal(output, reader.Output);
    }

    [Fact]
    public void What_the_model_says_changes_no_figure()
    {
        var reader = new UsageReader(ModelApi.OpenAiResponses, isEventStream: false);
        reader.Read("""{"output":[{"text":"\"usage\":{\"input_tokens\":1}","arguments":{"usage":{"input_tokens":1,"output_tokens":1}}}],"usage":{"input_tokens":9,"output_tokens":8}}"""u8);
        reader.End(isWhole: true, reserve: 0);

        Assert.Equal((9, 8), (reader.Input(0), reader.Output));
    }
}
