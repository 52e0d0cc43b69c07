namespace NcAspire.Functions.Api;

/// <summary>One sentence on a function for the OpenAPI document.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SummaryAttribute(string text) : Attribute
{
    public string Text { get; } = text;
}
