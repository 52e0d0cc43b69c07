namespace NcAspire.Functions.Api;

/// <summary>Describes the request body of a function for the OpenAPI document.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TakesAttribute(Type body) : Attribute
{
    public Type Body { get; } = body;

    /// <summary>The body may be left out.</summary>
    public bool IsOptional { get; init; }
}
