using NcAspire.Core.Accounts;

namespace NcAspire.Functions.Api;

/// <summary>A user may call the function only so often.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LimitedAttribute(Limit limit) : Attribute
{
    public Limit Limit { get; } = limit;
}
