namespace Docker.DotNet;

/// <summary>The name of a parameter that goes into the query.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class QueryStringParameterAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
