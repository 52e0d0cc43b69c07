using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using NcAspire.Compute.Docker.Guard;

namespace NcAspire.DockerGuard;

/// <summary>
/// Lets a request in only with the token, and only when its target is a route to the last letter: no other case, no encoding, no dot
/// segment, no second slash, no query. Routing itself would be more lenient.
/// </summary>
internal sealed class DoorMiddleware(RequestDelegate next, IOptions<GuardOptions> options)
{
    private const string Scheme = "Bearer ";

    private readonly byte[] _token = Encoding.ASCII.GetBytes(GuardToken.Read(options.Value.TokenPath));

    public Task InvokeAsync(HttpContext http)
    {
        var route = http.GetEndpoint() as RouteEndpoint;
        var isExact = route is not null && route.RoutePattern.RawText == http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

        if (isExact && route?.RoutePattern.RawText is GuardVerbs.HealthPath)
        {
            return next(http);
        }

        if (!BringsToken(http.Request))
        {
            throw new RefusedException(StatusCodes.Status401Unauthorized, "The request does not bring the guard's token.");
        }

        if (!isExact || route?.Metadata.GetMetadata<GuardVerb>() is not { } verb)
        {
            throw new RefusedException(StatusCodes.Status404NotFound, "There is no such verb.");
        }

        http.Features.GetRequiredFeature<CallAudit>().Found(verb);
        return next(http);
    }

    private bool BringsToken(HttpRequest request) =>
        request.Headers.Authorization is [{ } value]
        && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(value[Scheme.Length..]), _token);
}
