using Microsoft.Azure.Functions.Worker.Runtime;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the function returned. A middleware may look at it and replace it.</summary>
public sealed class InvocationResult
{
    private readonly Invocation _invocation;

    internal InvocationResult(Invocation invocation) => _invocation = invocation;

    public object? Value
    {
        get => _invocation.Result;
        set => _invocation.Result = value;
    }
}
