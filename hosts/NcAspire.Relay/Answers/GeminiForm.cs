using System.Net;

namespace NcAspire.Relay.Answers;

/// <summary>Gemini: https://ai.google.dev/api/generate-content.</summary>
internal sealed class GeminiForm : AnswerForm
{
    public override string Error(int status, string sentence) => Json(Fault(status, sentence));

    public override string LastError(string sentence) => Event(Fault((int)HttpStatusCode.GatewayTimeout, sentence));

    protected override string Whole(string sentence, string model, long seconds) => Json(Answer(sentence, model));

    protected override string Events(string sentence, string model, long seconds) => Event(Answer(sentence, model));

    private static object Answer(string sentence, string model) => new
    {
        candidates = new[] { new { content = new { role = "model", parts = new[] { new { text = sentence } } }, finishReason = "STOP", index = 0 } },
        usageMetadata = new { promptTokenCount = 0, candidatesTokenCount = 0, totalTokenCount = 0 },
        modelVersion = model,
    };

    private static object Fault(int status, string sentence) => new
    {
        error = new
        {
            code = status,
            message = sentence,
            status = status switch
            {
                429 => "RESOURCE_EXHAUSTED",
                504 => "DEADLINE_EXCEEDED",
                >= 500 => "UNAVAILABLE",
                _ => "FAILED_PRECONDITION",
            },
        },
    };
}
