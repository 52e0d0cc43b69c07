namespace NcAspire.Relay;

/// <summary>A request is not served. What it says goes to the gateway.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="type">Names the reason for programs; part of a <c>urn:ncaspire:</c>.</param>
/// <param name="message">One sentence. Never anything out of the request.</param>
/// <param name="retryAfter">When it may be tried again.</param>
internal sealed class RefusedException(int status, string type, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Type { get; } = type;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
