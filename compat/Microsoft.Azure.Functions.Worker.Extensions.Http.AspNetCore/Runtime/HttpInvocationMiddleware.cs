using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Microsoft.Azure.Functions.Worker.Runtime;

/// <summary>Gives the HttpContext to the middlewares inside it and sends the function's result when they are done.</summary>
internal sealed class HttpInvocationMiddleware : IFunctionsWorkerMiddleware
{
    public const string HttpContextKey = "HttpRequestContext";

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context is not Invocation { TriggerValue: HttpRequest { HttpContext: var http } } invocation)
        {
            await next(context);
            return;
        }

        context.Items[HttpContextKey] = http;
        await next(context);

        if (invocation.Result is IResult result)
        {
            await result.ExecuteAsync(http);
        }
    }
}
