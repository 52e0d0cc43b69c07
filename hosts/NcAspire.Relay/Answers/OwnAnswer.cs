namespace NcAspire.Relay.Answers;

/// <summary>A whole answer that the relay gives itself.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Text">All of it.</param>
internal sealed record OwnAnswer(string ContentType, string Text)
{
    public const string Json = "application/json";
    public const string EventStream = "text/event-stream";
}
