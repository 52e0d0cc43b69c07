namespace NcAspire.Functions.Api;

/// <summary>Describes the problems of a function for the OpenAPI document, beside those that every function can answer.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="types">The stable types it comes with.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class RefusesAttribute(int status, params string[] types) : Attribute
{
    public int Status { get; } = status;

    public IReadOnlyList<string> Types { get; } = types;
}
