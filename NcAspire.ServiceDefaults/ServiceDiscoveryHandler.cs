using Microsoft.Extensions.Configuration;

namespace NcAspire.ServiceDefaults;

/// <summary>
/// Turns a service's name into its address: <c>https+http://functions/api/me</c> with <c>services:functions:http:0</c> =
/// <c>http://localhost:7071</c> becomes <c>http://localhost:7071/api/me</c>. Schemes are tried in the order they are
/// written. A plain http(s) address whose host is no configured service passes unchanged.
/// </summary>
internal sealed class ServiceDiscoveryHandler(IConfiguration configuration) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri;

        if (asked is { IsAbsoluteUri: true })
        {
            request.RequestUri = Resolve(asked);
        }

        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            // A retry further out must start from the name again: the address may have changed by then.
            request.RequestUri = asked;
        }
    }

    private Uri Resolve(Uri asked)
    {
        var schemes = asked.Scheme.Split('+');

        foreach (var scheme in schemes)
        {
            if (configuration[$"services:{asked.Host}:{scheme}:0"] is { Length: > 0 } address)
            {
                return new Uri(new Uri(address), asked.PathAndQuery);
            }
        }

        return schemes.Length == 1
            ? asked
            : throw new HttpRequestException(
                $"No address is configured for the service '{asked.Host}' (services:{asked.Host}:{schemes[0]}:0).");
    }
}
