using Microsoft.Azure.Functions.Worker.Middleware;

namespace Microsoft.Azure.Functions.Worker.Runtime;

/// <summary>The middlewares in the order of their registration, then the function.</summary>
internal sealed class InvocationPipeline
{
    private readonly FunctionExecutionDelegate _first;

    public InvocationPipeline(IEnumerable<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middlewares) =>
        _first = middlewares.Reverse().Aggregate<
            Func<FunctionExecutionDelegate, FunctionExecutionDelegate>, FunctionExecutionDelegate>(
            ExecuteAsync, (next, middleware) => middleware(next));

    public Task RunAsync(Invocation invocation) => _first(invocation);

    private static async Task ExecuteAsync(FunctionContext context)
    {
        var invocation = (Invocation)context;
        invocation.Result = await invocation.Function.ExecuteAsync(invocation);
    }
}
