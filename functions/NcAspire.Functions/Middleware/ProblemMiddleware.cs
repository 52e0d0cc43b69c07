using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;
using NcAspire.Core.Secrets;
using NcAspire.Functions.Api;

namespace NcAspire.Functions.Middleware;

/// <summary>Outermost: whatever goes wrong in an HTTP invocation becomes one problem answer; details stay in the log.</summary>
internal sealed partial class ProblemMiddleware(ILogger<ProblemMiddleware> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!http.Response.HasStarted && !IsAbandoned(http, exception))
        {
            await Answer(context, exception).ExecuteAsync(http);
        }
    }

    private IResult Answer(FunctionContext context, Exception exception)
    {
        switch (exception)
        {
            case ProblemException problem:
                return TypedResults.Problem(problem.Problem);
            case ProviderException { IsTransient: var transient }:
                Log.GatewayFault(logger, context.FunctionDefinition.Name, transient, exception);
                return Problems.GatewayUnreachable(exception.Message);
            case OperationCanceledException when context.CancellationToken.IsCancellationRequested:
                return Problems.Stopping();
            case DbException { IsTransient: true }:
                Log.DatabaseAway(logger, context.FunctionDefinition.Name, exception);
                return Problems.Unavailable();
            case VaultException { IsTransient: true }:
                Log.VaultAway(logger, context.FunctionDefinition.Name, exception);
                return Problems.VaultAway();
            default:
                Log.Unexpected(logger, context.FunctionDefinition.Name, context.InvocationId, exception);
                return Problems.Internal(context.InvocationId);
        }
    }

    // The caller is gone: nobody reads an answer.
    private static bool IsAbandoned(HttpContext http, Exception exception) =>
        exception is OperationCanceledException && http.RequestAborted.IsCancellationRequested;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Function} could not reach a gateway or backend (transient: {Transient}).")]
        public static partial void GatewayFault(ILogger logger, string function, bool transient, Exception exception);

        [LoggerMessage(LogLevel.Warning, "{Function} could not reach the database.")]
        public static partial void DatabaseAway(ILogger logger, string function, Exception exception);

        [LoggerMessage(LogLevel.Warning, "{Function} could not reach the vault.")]
        public static partial void VaultAway(ILogger logger, string function, Exception exception);

        [LoggerMessage(LogLevel.Error, "{Function} failed unexpectedly in invocation {Invocation}.")]
        public static partial void Unexpected(ILogger logger, string function, string invocation, Exception exception);
    }
}
