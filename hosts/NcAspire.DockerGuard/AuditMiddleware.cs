using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NcAspire.Compute.Docker.Guard;
using NcAspire.Core.Compute;

namespace NcAspire.DockerGuard;

/// <summary>Outermost: whatever goes wrong becomes one problem answer, and every request one line of the audit.</summary>
internal sealed partial class AuditMiddleware(
    RequestDelegate next, Problems problems, TimeProvider clock, ILogger<AuditMiddleware> logger)
{
    private const string RetryAfterSeconds = "1";

    public async Task InvokeAsync(HttpContext http)
    {
        var call = new CallAudit();
        var began = clock.GetTimestamp();
        http.Features.Set(call);
        http.Response.Headers.CacheControl = "no-store";
        GuardProblem? problem = null;
        try
        {
            await next(http);
        }
        catch (Exception fault)
        {
            problem = problems.Of(fault, http);
            Explain(call, problem, fault);
            await AnswerAsync(http, problem);
        }
        finally
        {
            Record(call, problem, (long)clock.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    private static async Task AnswerAsync(HttpContext http, GuardProblem problem)
    {
        if (http.Response.HasStarted || http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        http.Response.StatusCode = problem.Status;
        if (problem.Status is StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
        else if (problem.Status is StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
        }

        await Answers.WriteAsync(http, problem, GuardProblem.ContentType);
    }

    private void Explain(CallAudit call, GuardProblem problem, Exception fault)
    {
        if (problem.Status is StatusCodes.Status500InternalServerError)
        {
            Log.Failed(logger, call.Verb, call.Subject, fault);
        }
        else if (fault is ProviderException { InnerException: { } reason })
        {
            Log.Fault(logger, call.Verb, call.Subject, reason);
        }
    }

    // A question about health, which leaves no verb, is no line: it comes every few seconds.
    private void Record(CallAudit call, GuardProblem? problem, long milliseconds)
    {
        if (problem is { Type: GuardProblem.Refused })
        {
            Log.Refused(logger, call.Verb, call.Subject, call.Instance, problem.Status, problem.Detail, milliseconds);
        }
        else if (problem is not null)
        {
            Log.NotDone(logger, call.Verb, call.Subject, call.Instance, problem.Status, problem.Detail, milliseconds);
        }
        else if (call.IsCall)
        {
            Log.Done(logger, call.Verb, call.Subject, call.Instance, StatusCodes.Status200OK, milliseconds);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Verb} {Subject} (instance {Instance}): done ({Outcome}) in {Milliseconds} ms.")]
        public static partial void Done(
            ILogger logger, string verb, string subject, string instance, int outcome, long milliseconds);

        [LoggerMessage(
            LogLevel.Information, "{Verb} {Subject} (instance {Instance}): not done ({Outcome}) in {Milliseconds} ms. {Reason}")]
        public static partial void NotDone(
            ILogger logger, string verb, string subject, string instance, int outcome, string reason, long milliseconds);

        [LoggerMessage(
            LogLevel.Warning, "{Verb} {Subject} (instance {Instance}): refused ({Outcome}) in {Milliseconds} ms. {Reason}")]
        public static partial void Refused(
            ILogger logger, string verb, string subject, string instance, int outcome, string reason, long milliseconds);

        [LoggerMessage(LogLevel.Warning, "The engine could not do {Verb} {Subject}.")]
        public static partial void Fault(ILogger logger, string verb, string subject, Exception reason);

        [LoggerMessage(LogLevel.Error, "{Verb} {Subject} failed unexpectedly.")]
        public static partial void Failed(ILogger logger, string verb, string subject, Exception fault);
    }
}
