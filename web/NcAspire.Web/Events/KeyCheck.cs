using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using NcAspire.Contracts;
using NcAspire.Web.Clients;

namespace NcAspire.Web.Events;

/// <summary>
/// POST /instances/{slug}/check: what a vendor says to a saved key, without leaving the page. The same form works without a script, as a
/// post to the page itself.
/// </summary>
internal static class KeyCheck
{
    public static void MapKeyCheck(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/instances/{slug}/check", CheckAsync)
            .WithMetadata(new RequireAntiforgeryTokenAttribute())
            .RequireAuthorization();

    private static async Task<IResult> CheckAsync(string slug, [FromForm] string? name, NcAspireClient api, CancellationToken cancellationToken) =>
        (await api.CheckKeyAsync(slug, new CheckKeyRequest(name ?? ""), cancellationToken)).IsOk(out var said, out var problem)
            ? TypedResults.Ok(said)
            : TypedResults.Problem(problem.Detail, statusCode: problem.Status, title: problem.Title, type: problem.Type);
}
