namespace NcAspire.Functions.Api;

/// <summary>Describes an optional query parameter of a function for the OpenAPI document.</summary>
/// <param name="name">As it stands in the address.</param>
/// <param name="text">One sentence.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class QueryAttribute(string name, string text) : Attribute
{
    public string Name { get; } = name;

    public string Text { get; } = text;

    /// <summary>JSON type of the value.</summary>
    public string Type { get; init; } = "string";

    public bool IsRequired { get; init; }
}
