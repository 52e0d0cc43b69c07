using System.Text.Json;

namespace NcAspire.Testing.Vendors;

/// <summary>Messages, as https://docs.anthropic.com/en/api/messages and …/messages-streaming describe it, with what it refuses.</summary>
internal sealed record MessagesDialect() : VendorDialect("Messages", "x-api-key", "")
{
    private const int MostCacheMarks = 4;
    private const int LeastBudget = 1024;

    // {"type":"error","error":{"type":"invalid_request_error","message":"store: Extra inputs are not permitted"}}
    private static readonly string[] _members =
    [
        "model", "messages", "max_tokens", "stream", "system", "tools", "tool_choice", "thinking", "output_config", "metadata", "stop_sequences",
        "temperature", "top_k", "top_p", "service_tier", "container", "context_management", "mcp_servers", "inference_geo", "cache_control",
    ];

    public override int Opening => 3;

    public override string? Complaint(JsonElement body, IReadOnlyDictionary<string, string> headers) =>
        headers.GetValueOrDefault("anthropic-version") is not "2023-06-01" ? "anthropic-version is required"
        : !Is(body, "model", JsonValueKind.String) ? "model: Field required"
        : !body.TryGetProperty("max_tokens", out var most) || !most.TryGetInt32(out var tokens) || tokens < 1 ? "max_tokens: Field required"
        : body.EnumerateObject().FirstOrDefault(member => !_members.Contains(member.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } extra
            ? $"{extra.Name}: Extra inputs are not permitted"
        : Complaints(body, tokens).FirstOrDefault();

    public override string Error(int status, string type, string message) => JsonSerializer.Serialize(new { type = "error", error = new { type, message } });

    public override string Whole(string text, string model) => JsonSerializer.Serialize(Message(model, "end_turn", [new { type = "text", text }], Output));

    public override IEnumerable<string> Events(IReadOnlyList<string> words, string model)
    {
        yield return Event(new { type = "message_start", message = Message(model, null, [], 1) }, "message_start");
        yield return Event(new { type = "content_block_start", index = 0, content_block = new { type = "text", text = "" } }, "content_block_start");
        yield return Event(new { type = "ping" }, "ping");
        foreach (var word in words)
        {
            yield return Event(new { type = "content_block_delta", index = 0, delta = new { type = "text_delta", text = word } }, "content_block_delta");
        }

        yield return Event(new { type = "content_block_stop", index = 0 }, "content_block_stop");
        yield return Event(
            new { type = "message_delta", delta = new { stop_reason = "end_turn", stop_sequence = (string?)null }, usage = new { output_tokens = Output } },
            "message_delta");
        yield return Event(new { type = "message_stop" }, "message_stop");
    }

    private static IEnumerable<string> Complaints(JsonElement body, int tokens)
    {
        JsonElement[] messages = Is(body, "messages", JsonValueKind.Array) ? [.. body.GetProperty("messages").EnumerateArray()] : [];
        if (messages is [] || !Says(messages[0], "role", "user"))
        {
            yield return "messages: first message must use the \"user\" role";
        }

        if (messages.Any(message => !Says(message, "role", "user") && !Says(message, "role", "assistant")))
        {
            yield return "messages: Unexpected role. The Messages API accepts a top-level `system` parameter";
        }

        if (messages.Any(message => !message.TryGetProperty("content", out var content) || !IsText(content)))
        {
            yield return "messages: text content blocks must be non-empty";
        }

        if (body.TryGetProperty("system", out var system) && !IsText(system))
        {
            yield return "system: text content blocks must be non-empty";
        }

        if (body.TryGetProperty("tools", out var tools)
            && tools.EnumerateArray().Any(tool => !Is(tool, "name", JsonValueKind.String) || !Is(tool, "input_schema", JsonValueKind.Object)))
        {
            yield return "tools: name and input_schema are required";
        }

        if (body.TryGetProperty("thinking", out var thinking) && Says(thinking, "type", "enabled")
            && (!thinking.TryGetProperty("budget_tokens", out var budget) || budget.GetInt32() < LeastBudget || budget.GetInt32() >= tokens))
        {
            yield return "thinking: budget_tokens must be 1024 or more and less than max_tokens";
        }

        if (CacheMarks(body) > MostCacheMarks)
        {
            yield return "A maximum of 4 blocks with cache_control may be provided.";
        }
    }

    private static object Message(string model, string? reason, object[] content, int output) => new
    {
        id = "msg_1",
        type = "message",
        role = "assistant",
        model,
        content,
        stop_reason = reason,
        stop_sequence = (string?)null,
        usage = new
        {
            input_tokens = Input(model) - Cached,
            cache_read_input_tokens = Cached,
            cache_creation_input_tokens = 0,
            output_tokens = output,
        },
    };

    private static bool Says(JsonElement element, string member, string value) =>
        Is(element, member, JsonValueKind.String) && element.GetProperty(member).GetString() == value;

    private static bool IsText(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString() is { Length: > 0 },
        JsonValueKind.Array => content.EnumerateArray().All(block => !Says(block, "type", "text") || !Says(block, "text", "")),
        _ => false,
    };

    private static int CacheMarks(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Sum(member => (member.Name is "cache_control" ? 1 : 0) + CacheMarks(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Sum(CacheMarks),
        _ => 0,
    };
}
