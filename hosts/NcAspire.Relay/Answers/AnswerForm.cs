using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NcAspire.Core.Models;

namespace NcAspire.Relay.Answers;

/// <summary>How an API writes what the relay has to say itself.</summary>
internal abstract class AnswerForm
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = null };

    public static AnswerForm Of(ModelApi api) => api switch
    {
        ModelApi.OpenAiCompletions => new ChatForm(),
        ModelApi.OpenAiResponses => new ResponsesForm(),
        ModelApi.AnthropicMessages => new MessagesForm(),
        ModelApi.GoogleGenerativeAi => new GeminiForm(),
        _ => throw new ArgumentOutOfRangeException(nameof(api), api, "There is no form for it."),
    };

    /// <summary>A sentence as the model's own, complete answer.</summary>
    /// <param name="sentence">What the person reads.</param>
    /// <param name="model">As the request named it.</param>
    /// <param name="streams">In events, as the request wanted it.</param>
    /// <param name="now">When.</param>
    public OwnAnswer Message(string sentence, string model, bool streams, DateTimeOffset now) => streams
        ? new OwnAnswer(OwnAnswer.EventStream, Events(sentence, model, now.ToUnixTimeSeconds()))
        : new OwnAnswer(OwnAnswer.Json, Whole(sentence, model, now.ToUnixTimeSeconds()));

    /// <summary>The body of an answer that tells of a fault.</summary>
    public abstract string Error(int status, string sentence);

    /// <summary>The last event of an answer that has begun and can't go on.</summary>
    public abstract string LastError(string sentence);

    protected abstract string Whole(string sentence, string model, long seconds);

    protected abstract string Events(string sentence, string model, long seconds);

    /// <summary>How OpenAI's APIs name it.</summary>
    protected static string FaultType(int status) => status is StatusCodes.Status400BadRequest ? "invalid_request_error" : "server_error";

    protected static string NewId(string prefix) => $"{prefix}{Guid.NewGuid():N}";

    protected static string Json(object value) => JsonSerializer.Serialize(value, _json);

    /// <summary>An event without a name.</summary>
    protected static string Event(object value) => $"data: {Json(value)}\n\n";

    /// <summary>An event with one.</summary>
    protected static string Event(string name, object value) => $"event: {name}\ndata: {Json(value)}\n\n";

    protected static string Join(params ReadOnlySpan<string> events)
    {
        var all = new StringBuilder();
        foreach (var one in events)
        {
            all.Append(one);
        }

        return all.ToString();
    }
}
