using System.Text.Json;
using System.Text.Json.Nodes;

namespace NcAspire.Testing.Vendors;

/// <summary>How one API of vendors writes an answer, and what it insists on in a request.</summary>
/// <param name="Name">For people.</param>
/// <param name="KeyHeader">Where the key is.</param>
/// <param name="KeyPrefix">What stands before the key.</param>
internal abstract record VendorDialect(string Name, string KeyHeader, string KeyPrefix)
{
    protected const int Cached = 200;
    protected const int Output = FakeVendor.OutputTokens;

    /// <summary>The dialect that this path is in, and the model that it names; null when there is none.</summary>
    public static (VendorDialect Dialect, string? Model, bool? Streams)? Of(string path, string query) => (path, query) switch
    {
        (_, "") when path.EndsWith("/chat/completions", StringComparison.Ordinal) => (new ChatDialect(), null, null),
        (_, "") when path.EndsWith("/responses", StringComparison.Ordinal) => (new ResponsesDialect(), null, null),
        (_, "" or "?beta=true") when path.EndsWith("/v1/messages", StringComparison.Ordinal) => (new MessagesDialect(), null, null),
        (_, "?alt=sse") when path.EndsWith(":streamGenerateContent", StringComparison.Ordinal) => (new GeminiDialect(), ModelOf(path), true),
        (_, "") when path.EndsWith(":generateContent", StringComparison.Ordinal) => (new GeminiDialect(), ModelOf(path), false),
        _ => null,
    };

    /// <summary>What is wrong with a request; null when nothing is.</summary>
    public abstract string? Complaint(JsonElement body, IReadOnlyDictionary<string, string> headers);

    public abstract string Error(int status, string type, string message);

    public abstract string Whole(string text, string model);

    /// <summary>All events of a streamed answer; those that hold a word stand at the places that <paramref name="words"/> has, after <see cref="Opening"/> others.</summary>
    public abstract IEnumerable<string> Events(IReadOnlyList<string> words, string model);

    /// <summary>A streamed answer that says nothing and uses a tool instead.</summary>
    /// <exception cref="NotSupportedException">This dialect can't.</exception>
    public virtual IEnumerable<string> Events(ToolCall call, string model) => throw new NotSupportedException($"Tools are not played in {Name}.");

    /// <summary>How many events come before the first word.</summary>
    public abstract int Opening { get; }

    protected static string Event(object value, string? name = null) =>
        $"{(name is null ? "" : $"event: {name}\n")}data: {JsonSerializer.Serialize(value)}\n\n";

    protected static int Input(string model) => model is "costly" ? FakeVendor.CostlyTokens : FakeVendor.InputTokens;

    protected static bool Is(JsonElement body, string member, JsonValueKind kind) => body.TryGetProperty(member, out var value) && value.ValueKind == kind;

    private static string ModelOf(string path) => path[(path.LastIndexOf('/') + 1)..path.LastIndexOf(':')];

    private sealed record ChatDialect() : VendorDialect("Chat Completions", "Authorization", "Bearer ")
    {
        public override int Opening => 1;

        public override string? Complaint(JsonElement body, IReadOnlyDictionary<string, string> headers) =>
            Is(body, "model", JsonValueKind.String) && Is(body, "messages", JsonValueKind.Array) ? null : "model and messages are required";

        public override string Error(int status, string type, string message) =>
            JsonSerializer.Serialize(new { error = new { message, type, param = (string?)null, code = type } });

        public override string Whole(string text, string model) => JsonSerializer.Serialize(new
        {
            id = "chatcmpl-1",
            @object = "chat.completion",
            created = 1,
            model,
            choices = new[] { new { index = 0, message = new { role = "assistant", content = text }, finish_reason = "stop" } },
            usage = Usage(model),
        });

        public override IEnumerable<string> Events(IReadOnlyList<string> words, string model) =>
            Events(words.Select(word => new { content = word }), "stop", model);

        public override IEnumerable<string> Events(ToolCall call, string model)
        {
            var function = new { name = call.Name, arguments = JsonSerializer.Serialize(call.Arguments) };
            return Events([new { tool_calls = new[] { new { index = 0, id = "call_1", type = "function", function } } }], "tool_calls", model);
        }

        private static IEnumerable<string> Events(IEnumerable<object> deltas, string reason, string model)
        {
            yield return Chunk(model, new { role = "assistant", content = "" });
            foreach (var delta in deltas)
            {
                yield return Chunk(model, delta);
            }

            yield return Chunk(model, new { }, reason);
            yield return Event(new { id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1, model, choices = Array.Empty<object>(), usage = Usage(model) });
            yield return "data: [DONE]\n\n";
        }

        private static object Usage(string model) => new
        {
            prompt_tokens = Input(model),
            completion_tokens = Output,
            total_tokens = Input(model) + Output,
            prompt_tokens_details = new { cached_tokens = Cached },
        };

        private static string Chunk(string model, object delta, string? reason = null) => Event(new
        {
            id = "chatcmpl-1",
            @object = "chat.completion.chunk",
            created = 1,
            model,
            choices = new[] { new { index = 0, delta, finish_reason = reason } },
        });
    }

    private sealed record ResponsesDialect() : VendorDialect("Responses", "Authorization", "Bearer ")
    {
        public override int Opening => 1;

        public override string? Complaint(JsonElement body, IReadOnlyDictionary<string, string> headers) =>
            Is(body, "model", JsonValueKind.String) && body.TryGetProperty("input", out _) ? null : "model and input are required";

        public override string Error(int status, string type, string message) =>
            JsonSerializer.Serialize(new { error = new { message, type, param = (string?)null, code = type } });

        public override string Whole(string text, string model) => JsonSerializer.Serialize(Response(text, model));

        public override IEnumerable<string> Events(IReadOnlyList<string> words, string model)
        {
            yield return Event(new { type = "response.created", sequence_number = 0, response = new { id = "resp_1", status = "in_progress", usage = (object?)null } }, "response.created");
            foreach (var word in words)
            {
                yield return Event(new { type = "response.output_text.delta", item_id = "msg_1", output_index = 0, content_index = 0, delta = word }, "response.output_text.delta");
            }

            yield return Event(new { type = "response.completed", response = Response(string.Concat(words), model) }, "response.completed");
        }

        private static object Response(string text, string model) => new
        {
            id = "resp_1",
            @object = "response",
            created_at = 1,
            status = "completed",
            model,
            output = new[] { new { type = "message", id = "msg_1", role = "assistant", content = new[] { new { type = "output_text", text, annotations = Array.Empty<object>() } } } },
            usage = new { input_tokens = Input(model), input_tokens_details = new { cached_tokens = Cached }, output_tokens = Output, total_tokens = Input(model) + Output },
        };
    }

    private sealed record GeminiDialect() : VendorDialect("Gemini", "x-goog-api-key", "")
    {
        public override int Opening => 0;

        public override string? Complaint(JsonElement body, IReadOnlyDictionary<string, string> headers) =>
            Is(body, "contents", JsonValueKind.Array) ? null : "contents is required";

        public override string Error(int status, string type, string message) => JsonSerializer.Serialize(new { error = new { code = status, message, status = type } });

        public override string Whole(string text, string model) => Chunk(text, model, "STOP").ToJsonString();

        public override IEnumerable<string> Events(IReadOnlyList<string> words, string model)
        {
            foreach (var word in words)
            {
                yield return $"data: {Chunk(word, model, null).ToJsonString()}\r\n\r\n";
            }

            yield return $"data: {Chunk("", model, "STOP").ToJsonString()}\r\n\r\n";
        }

        private static JsonNode Chunk(string text, string model, string? reason) => JsonSerializer.SerializeToNode(new
        {
            candidates = new[] { new { content = new { role = "model", parts = new[] { new { text } } }, finishReason = reason, index = 0 } },
            usageMetadata = new
            {
                promptTokenCount = Input(model),
                cachedContentTokenCount = Cached,
                candidatesTokenCount = Output - 6,
                thoughtsTokenCount = 6,
                totalTokenCount = Input(model) + Output,
            },
            modelVersion = model,
        })!;
    }
}
