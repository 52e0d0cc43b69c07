using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace NcAspire.ServiceDefaults;

/// <summary>
/// Retries what is safe to repeat: a GET or HEAD that got no answer, or one that a proxy gave up on. 503 is left alone,
/// for that is a service's own considered answer (readiness, no capacity). The attempt timeout ends with the
/// response's headers, so that event streams stay open. Other methods are sent once.
/// </summary>
internal sealed class ResilienceHandler(TimeProvider time) : DelegatingHandler
{
    private static readonly TimeSpan _attemptTimeout = TimeSpan.FromSeconds(10);

    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline =
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = 3,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .Handle<HttpRequestException>()
                    .Handle<TimeoutRejectedException>()
                    .HandleResult(response =>
                        response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout),
                OnRetry = retry =>
                {
                    retry.Outcome.Result?.Dispose();
                    return ValueTask.CompletedTask;
                },
            })
            .AddTimeout(_attemptTimeout)
            .Build();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        try
        {
            return await _pipeline.ExecuteAsync(
                async token => await base.SendAsync(request, token), cancellationToken);
        }
        catch (TimeoutRejectedException fault)
        {
            // Callers know one exception for "the service could not be reached".
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The service did not answer in time.", fault);
        }
    }
}
