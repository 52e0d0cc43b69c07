using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Runtime;

namespace Microsoft.Azure.Functions.Worker;

public static class FunctionContextExtensions
{
    /// <summary>The request and response of an HTTP invocation; null for every other invocation.</summary>
    public static HttpContext? GetHttpContext(this FunctionContext context) =>
        context.Items.TryGetValue(HttpInvocationMiddleware.HttpContextKey, out var http) ? http as HttpContext : null;
}
