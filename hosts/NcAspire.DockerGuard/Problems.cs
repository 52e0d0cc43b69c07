using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using NcAspire.Compute.Docker.Guard;
using NcAspire.Core.Compute;

namespace NcAspire.DockerGuard;

/// <summary>What the caller hears of a fault: one sentence and whether to try again. Details stay in the log.</summary>
internal sealed class Problems(IHostApplicationLifetime lifetime)
{
    public GuardProblem Of(Exception fault, HttpContext http) => fault switch
    {
        RefusedException refused => refused.Problem,
        BadHttpRequestException { StatusCode: var status } => Refused(status, "The request is too large, too slow or broken."),
        ProviderException { IsTransient: true } => Fault(StatusCodes.Status502BadGateway, fault.Message, isTransient: true),
        ProviderException => Fault(StatusCodes.Status409Conflict, fault.Message, isTransient: false),
        BusyException => Unavailable(StatusCodes.Status503ServiceUnavailable, "The Docker guard is busy."),
        OperationCanceledException when http.RequestAborted.IsCancellationRequested =>
            Unavailable(StatusCodes.Status499ClientClosedRequest, "The caller went away."),
        OperationCanceledException when lifetime.ApplicationStopping.IsCancellationRequested =>
            Unavailable(StatusCodes.Status503ServiceUnavailable, "The Docker guard is being restarted."),
        OperationCanceledException => Unavailable(StatusCodes.Status504GatewayTimeout, "The Docker engine did not answer in time."),
        _ => Unavailable(StatusCodes.Status500InternalServerError, "The Docker guard failed; its log tells why."),
    };

    // Only the policy says no for good. A body, a path or a token that is not understood comes from a caller of another version or
    // with another token: that is put right by whoever deployed them, and no instance is to blame.
    public static GuardProblem Refused(int status, string sentence) =>
        new(GuardProblem.Refused, "Refused", status, sentence, IsTransient: status is not StatusCodes.Status422UnprocessableEntity);

    private static GuardProblem Fault(int status, string sentence, bool isTransient) =>
        new(GuardProblem.Fault, "The engine could not do it", status, sentence, isTransient);

    private static GuardProblem Unavailable(int status, string sentence) =>
        new(GuardProblem.Unavailable, "Not available", status, sentence, IsTransient: true);
}
