using Microsoft.AspNetCore.Antiforgery;
using NcAspire.Web.Clients;

namespace NcAspire.Web.Events;

/// <summary>
/// POST /instances/{slug}/link: asks for a QR code without leaving the page. The same form works without a script, as a
/// post to the page itself.
/// </summary>
internal static class InstanceLink
{
    public static void MapInstanceLink(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/instances/{slug}/link", StartAsync)
            .WithMetadata(new RequireAntiforgeryTokenAttribute())
            .RequireAuthorization();

    private static async Task<IResult> StartAsync(string slug, NcAspireClient api, CancellationToken cancellationToken) =>
        (await api.StartLinkAsync(slug, cancellationToken)).IsOk(out var started, out var problem)
            ? TypedResults.Ok(started)
            : TypedResults.Problem(problem.Detail, statusCode: problem.Status, title: problem.Title, type: problem.Type);
}
