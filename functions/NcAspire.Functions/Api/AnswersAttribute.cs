namespace NcAspire.Functions.Api;

/// <summary>Describes an answer of a function for the OpenAPI document.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="body">Contract of the body; null for none. Problems need no mention: see <see cref="RefusesAttribute"/>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class AnswersAttribute(int status, Type? body = null) : Attribute
{
    public int Status { get; } = status;

    public Type? Body { get; } = body;

    /// <summary>Of a body without a contract, or of the other form that a body with one can be asked for in.</summary>
    public string? ContentType { get; init; }
}
