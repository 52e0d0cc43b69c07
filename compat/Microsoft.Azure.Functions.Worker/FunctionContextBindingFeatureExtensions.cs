using Microsoft.Azure.Functions.Worker.Runtime;

namespace Microsoft.Azure.Functions.Worker;

public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>The result of the function; its value is null until the function has returned one.</summary>
    public static InvocationResult GetInvocationResult(this FunctionContext context) => new((Invocation)context);
}
