namespace NcAspire.Contracts;

/// <summary>The field holds one of the constants of a class of names.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OneOfAttribute(Type names) : Attribute
{
    public Type Names { get; } = names;
}
