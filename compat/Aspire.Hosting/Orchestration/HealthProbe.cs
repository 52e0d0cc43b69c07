using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Asks a resource whether it is healthy.</summary>
internal sealed class HealthProbe(IResource resource, IProcessRecipe recipe, TimeProvider time)
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);

    // Local addresses only: a proxy from the environment must not get between.
    private static readonly HttpClient _http =
        new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    /// <summary>Null when healthy, else the reason in half a sentence.</summary>
    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);

        try
        {
            return await recipe.ProblemAsync(either.Token) ?? await HttpProblemAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"it did not answer within {_timeout.TotalSeconds} s";
        }
    }

    private async Task<string?> HttpProblemAsync(CancellationToken cancellationToken)
    {
        foreach (var check in resource.Annotations.OfType<HttpHealthCheckAnnotation>())
        {
            var url = new Uri(new Uri(Endpoint(check).Url), check.Path);

            try
            {
                using var response = await _http.GetAsync(url, cancellationToken);

                if ((int)response.StatusCode != check.StatusCode)
                {
                    return $"{url} answered {(int)response.StatusCode}";
                }
            }
            catch (HttpRequestException)
            {
                return $"{url} does not answer";
            }
        }

        return null;
    }

    private EndpointAnnotation Endpoint(HttpHealthCheckAnnotation check) =>
        resource.Annotations.OfType<EndpointAnnotation>()
            .FirstOrDefault(endpoint => check.EndpointName is null || endpoint.Name == check.EndpointName)
        ?? throw new DistributedApplicationException(
            $"The health check of '{resource.Name}' needs an endpoint{(check.EndpointName is null ? "" : $" '{check.EndpointName}'")}.");
}
