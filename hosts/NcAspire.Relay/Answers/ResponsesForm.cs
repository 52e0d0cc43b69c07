namespace NcAspire.Relay.Answers;

/// <summary>Responses: https://platform.openai.com/docs/api-reference/responses-streaming.</summary>
internal sealed class ResponsesForm : AnswerForm
{
    public override string Error(int status, string sentence) =>
        Json(new { error = new { message = sentence, type = FaultType(status), param = (string?)null, code = (string?)null } });

    public override string LastError(string sentence) => Event(
        "error", new { type = "error", sequence_number = int.MaxValue, code = "server_error", message = sentence, param = (string?)null });

    protected override string Whole(string sentence, string model, long seconds) =>
        Json(Response(NewId("resp_"), model, seconds, "completed", [Item(NewId("msg_"), "completed", sentence)]));

    protected override string Events(string sentence, string model, long seconds)
    {
        var (id, item) = (NewId("resp_"), NewId("msg_"));
        var begun = Response(id, model, seconds, "in_progress", []);
        var whole = Item(item, "completed", sentence);
        return Join(
            Event("response.created", new { type = "response.created", sequence_number = 0, response = begun }),
            Event("response.in_progress", new { type = "response.in_progress", sequence_number = 1, response = begun }),
            Event("response.output_item.added", new
            {
                type = "response.output_item.added",
                sequence_number = 2,
                output_index = 0,
                item = Item(item, "in_progress", null),
            }),
            Event("response.content_part.added", new
            {
                type = "response.content_part.added",
                sequence_number = 3,
                item_id = item,
                output_index = 0,
                content_index = 0,
                part = Part(""),
            }),
            Event("response.output_text.delta", new
            {
                type = "response.output_text.delta",
                sequence_number = 4,
                item_id = item,
                output_index = 0,
                content_index = 0,
                delta = sentence,
            }),
            Event("response.output_text.done", new
            {
                type = "response.output_text.done",
                sequence_number = 5,
                item_id = item,
                output_index = 0,
                content_index = 0,
                text = sentence,
            }),
            Event("response.content_part.done", new
            {
                type = "response.content_part.done",
                sequence_number = 6,
                item_id = item,
                output_index = 0,
                content_index = 0,
                part = Part(sentence),
            }),
            Event("response.output_item.done", new { type = "response.output_item.done", sequence_number = 7, output_index = 0, item = whole }),
            Event("response.completed", new
            {
                type = "response.completed",
                sequence_number = 8,
                response = Response(id, model, seconds, "completed", [whole]),
            }));
    }

    private static object Response(string id, string model, long seconds, string status, object[] output) => new
    {
        id,
        @object = "response",
        created_at = seconds,
        status,
        model,
        output,
        error = (object?)null,
        usage = status is "completed" ? new { input_tokens = 0, output_tokens = 0, total_tokens = 0 } : null,
    };

    private static object Item(string id, string status, string? sentence) => new
    {
        type = "message",
        id,
        status,
        role = "assistant",
        content = sentence is null ? [] : new[] { Part(sentence) },
    };

    private static object Part(string sentence) => new { type = "output_text", text = sentence, annotations = Array.Empty<object>() };
}
