using Microsoft.AspNetCore.Http;

namespace NcAspire.Relay.Answers;

/// <summary>Chat Completions: https://platform.openai.com/docs/api-reference/chat.</summary>
internal sealed class ChatForm : AnswerForm
{
    public override string Error(int status, string sentence) => Json(Fault(status, sentence));

    public override string LastError(string sentence) => Event(Fault(StatusCodes.Status500InternalServerError, sentence));

    protected override string Whole(string sentence, string model, long seconds) => Json(new
    {
        id = NewId("chatcmpl-"),
        @object = "chat.completion",
        created = seconds,
        model,
        choices = new[] { new { index = 0, message = new { role = "assistant", content = sentence }, finish_reason = "stop" } },
        usage = new { prompt_tokens = 0, completion_tokens = 0, total_tokens = 0 },
    });

    protected override string Events(string sentence, string model, long seconds)
    {
        var id = NewId("chatcmpl-");
        string Chunk(object delta, string? reason) => Event(new
        {
            id,
            @object = "chat.completion.chunk",
            created = seconds,
            model,
            choices = new[] { new { index = 0, delta, finish_reason = reason } },
        });
        var usage = Event(new
        {
            id,
            @object = "chat.completion.chunk",
            created = seconds,
            model,
            choices = Array.Empty<object>(),
            usage = new { prompt_tokens = 0, completion_tokens = 0, total_tokens = 0 },
        });
        return Join(Chunk(new { role = "assistant", content = sentence }, null), Chunk(new { }, "stop"), usage, "data: [DONE]\n\n");
    }

    private static object Fault(int status, string sentence) =>
        new { error = new { message = sentence, type = FaultType(status), param = (string?)null, code = (string?)null } };
}
