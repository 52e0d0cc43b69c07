using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using NcAspire.Compute.Docker.Guard;
using NcAspire.Core.Compute;

namespace NcAspire.DockerGuard;

/// <summary>What is the same for every verb: a turn, a strict body, the policy, a limit of time, an answer.</summary>
internal sealed class VerbHandler(
    IComputeProvider engine, GuardPolicy policy, Gates gates, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    // What began before this process was asked to end may take so long; the host waits a little longer.
    private static readonly TimeSpan _drain = TimeSpan.FromSeconds(5);

    public async Task HandleAsync<TRequest, TAnswer>(
        HttpContext http,
        GuardVerb<TRequest, TAnswer> verb,
        Func<IComputeProvider, TRequest, CancellationToken, Task<TAnswer>> work)
        where TRequest : class, IGuardRequest
        where TAnswer : class
    {
        using var turn = await gates.EnterAsync(verb, http.RequestAborted);
        var request = await AdmitAsync<TRequest>(http, verb);

        using var limit = new CancellationTokenSource(LimitOf(verb, request), clock);
        using var ending = lifetime.ApplicationStopping.Register(() => limit.CancelAfter(verb.OnlyWaits ? TimeSpan.Zero : _drain));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            limit.Token, verb.IsChange ? CancellationToken.None : http.RequestAborted);

        await Answers.WriteAsync(http, await work(engine, request, either.Token));
    }

    /// <summary>The request, read and found to be within the policy.</summary>
    /// <exception cref="RefusedException">It is not.</exception>
    public async Task<T> AdmitAsync<T>(HttpContext http, GuardVerb verb)
        where T : class, IGuardRequest
    {
        var request = await StrictBody.ReadAsync<T>(http.Request, verb, http.RequestAborted);
        http.Features.GetRequiredFeature<CallAudit>().Read(request);

        return policy.Complaint(request) is { } complaint
            ? throw new RefusedException(StatusCodes.Status422UnprocessableEntity, complaint)
            : request;
    }

    private static TimeSpan LimitOf(GuardVerb verb, IGuardRequest request) => request is StopMachineRequest stop
        ? verb.Limit + TimeSpan.FromMilliseconds(stop.GraceMilliseconds)
        : verb.Limit;
}
