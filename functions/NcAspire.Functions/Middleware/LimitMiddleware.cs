using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using NcAspire.Core.Accounts;
using NcAspire.Functions.Api;

namespace NcAspire.Functions.Middleware;

/// <summary>Counts calls of functions marked [Limited] per user, in Postgres, and refuses those beyond the limit.</summary>
internal sealed class LimitMiddleware(IRateLimiter limiter, LimitOptions options) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http && FunctionCatalog.LimitOf(context.FunctionDefinition.Name) is { } limit)
        {
            var allowed = options.Of(limit);
            var rate = await limiter.HitAsync($"{limit}:{context.Owner()}", allowed.Count, allowed.Window, context.CancellationToken);
            if (!rate.Allowed)
            {
                await http.Request.DiscardAsync(context.CancellationToken);
                await Problems.TooManyRequests(http.Response, rate.RetryAfter).ExecuteAsync(http);
                return;
            }
        }

        await next(context);
    }
}
