using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NcAspire.Functions.Api;

namespace NcAspire.Functions;

/// <summary>For whoever supervises this process. Tells a status only.</summary>
public sealed class HealthFunctions(HealthCheckService checks)
{
    [Function("Health")]
    [AllowAnonymous]
    [Summary("Whether this process can serve: the database answers.")]
    [Answers(200, ContentType = "text/plain")]
    [Answers(503, ContentType = "text/plain")]
    public Task<IResult> HealthAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request,
        CancellationToken cancellationToken) =>
        CheckAsync(_ => true, cancellationToken);

    [Function("Alive")]
    [AllowAnonymous]
    [Summary("Whether this process answers at all.")]
    [Answers(200, ContentType = "text/plain")]
    public Task<IResult> AliveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "alive")] HttpRequest request,
        CancellationToken cancellationToken) =>
        CheckAsync(check => check.Tags.Contains("live"), cancellationToken);

    private async Task<IResult> CheckAsync(Func<HealthCheckRegistration, bool> which, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(which, cancellationToken);
        return TypedResults.Text(
            report.Status.ToString(),
            statusCode: report.Status is HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}
