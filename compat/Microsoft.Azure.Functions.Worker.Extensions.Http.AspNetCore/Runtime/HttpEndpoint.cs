using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Runtime;

/// <summary>Runs one HTTP function and answers for everything that it leaves unanswered.</summary>
internal sealed partial class HttpEndpoint(
    Function function,
    string route,
    InvocationPipeline pipeline,
    IHostApplicationLifetime lifetime,
    ILogger<HttpEndpoint> logger)
{
    public async Task HandleAsync(HttpContext http)
    {
        using var invocation = new Invocation(
            function, http.RequestServices, http.Request, http.RequestAborted, lifetime.ApplicationStopping)
        {
            BindingData = http.Request.RouteValues.ToDictionary(
                value => value.Key, value => Convert.ToString(value.Value, CultureInfo.InvariantCulture)),
        };
        using var scope = invocation.BeginLogScope(logger);

        try
        {
            await pipeline.RunAsync(invocation);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            Log.Abandoned(logger, function.Name);
            Answer(http, StatusCodes.Status499ClientClosedRequest);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            Log.Interrupted(logger, function.Name);
            Answer(http, StatusCodes.Status503ServiceUnavailable);
        }
        catch (BadHttpRequestException exception)
        {
            Log.BadRequest(logger, function.Name, exception.Message);
            Answer(http, exception.StatusCode);
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception, function.Name, invocation.InvocationId);
            invocation.RecordFailure(exception);
            Answer(http, StatusCodes.Status500InternalServerError);
        }

        invocation.Activity?.SetTag("http.request.method", http.Request.Method);
        invocation.Activity?.SetTag("http.route", route);
        invocation.Activity?.SetTag("http.response.status_code", http.Response.StatusCode);
    }

    private static void Answer(HttpContext http, int status)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.Clear();
            http.Response.StatusCode = status;
        }
        else if (!IsEndedEventStream(http, status))
        {
            // A half-sent answer must not look like a whole one.
            http.Abort();
        }
    }

    // An event stream has no end of its own: when the worker stops, the client sees it end and connects anew.
    private static bool IsEndedEventStream(HttpContext http, int status) =>
        status == StatusCodes.Status503ServiceUnavailable
        && http.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) is true;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Function {FunctionName} failed (invocation {InvocationId}).")]
        public static partial void Failed(
            ILogger logger, Exception exception, string functionName, string invocationId);

        [LoggerMessage(LogLevel.Debug, "The client of function {FunctionName} went away.")]
        public static partial void Abandoned(ILogger logger, string functionName);

        [LoggerMessage(LogLevel.Information, "Function {FunctionName} was interrupted because the worker stops.")]
        public static partial void Interrupted(ILogger logger, string functionName);

        [LoggerMessage(LogLevel.Debug, "The request to function {FunctionName} is malformed: {Reason}")]
        public static partial void BadRequest(ILogger logger, string functionName, string reason);
    }
}
