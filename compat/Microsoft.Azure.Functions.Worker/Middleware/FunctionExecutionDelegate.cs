namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>The rest of the pipeline, with the function at its end.</summary>
public delegate Task FunctionExecutionDelegate(FunctionContext context);
