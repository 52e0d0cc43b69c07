namespace Microsoft.Azure.Functions.Worker;

/// <summary>One invocation of one function.</summary>
public abstract class FunctionContext
{
    public abstract string InvocationId { get; }

    public abstract string FunctionId { get; }

    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Services with the lifetime of this invocation.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>Shared between the middlewares and the function of this invocation.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>Cancelled when the HTTP client goes away and when the worker stops.</summary>
    public virtual CancellationToken CancellationToken { get; }
}
