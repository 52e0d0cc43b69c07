using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;

namespace NcAspire.Functions.Tests;

/// <summary>For tests of what happens, or does not happen, between two ticks.</summary>
internal sealed class Timers(IConfiguration configuration) : IFunctionsWorkerMiddleware
{
    /// <summary>The setting under which timer functions do nothing.</summary>
    public const string Off = "Test:Timers=off";

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        context.GetHttpContext() is null && configuration["Test:Timers"] is "off" ? Task.CompletedTask : next(context);
}
