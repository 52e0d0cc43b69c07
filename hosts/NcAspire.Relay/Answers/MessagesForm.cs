namespace NcAspire.Relay.Answers;

/// <summary>Messages: https://docs.anthropic.com/en/api/messages-streaming.</summary>
internal sealed class MessagesForm : AnswerForm
{
    public override string Error(int status, string sentence) => Json(Fault(sentence));

    public override string LastError(string sentence) => Event("error", Fault(sentence));

    protected override string Whole(string sentence, string model, long seconds) =>
        Json(Message(model, "end_turn", [new { type = "text", text = sentence }]));

    protected override string Events(string sentence, string model, long seconds) => Join(
        Event("message_start", new { type = "message_start", message = Message(model, null, []) }),
        Event("content_block_start", new { type = "content_block_start", index = 0, content_block = new { type = "text", text = "" } }),
        Event("content_block_delta", new { type = "content_block_delta", index = 0, delta = new { type = "text_delta", text = sentence } }),
        Event("content_block_stop", new { type = "content_block_stop", index = 0 }),
        Event("message_delta", new
        {
            type = "message_delta",
            delta = new { stop_reason = "end_turn", stop_sequence = (string?)null },
            usage = new { output_tokens = 0 },
        }),
        Event("message_stop", new { type = "message_stop" }));

    private static object Message(string model, string? reason, object[] content) => new
    {
        id = NewId("msg_"),
        type = "message",
        role = "assistant",
        model,
        content,
        stop_reason = reason,
        stop_sequence = (string?)null,
        usage = new { input_tokens = 0, output_tokens = 0 },
    };

    private static object Fault(string sentence) => new { type = "error", error = new { type = "api_error", message = sentence } };
}
