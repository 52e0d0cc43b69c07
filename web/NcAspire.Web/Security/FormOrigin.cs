using Microsoft.AspNetCore.Antiforgery;

namespace NcAspire.Web.Security;

/// <summary>
/// Refuses a post that does not come from one of our own forms. Pages get this from the framework; plain endpoints that
/// bind no form do not.
/// </summary>
internal sealed class FormOrigin(IAntiforgery antiforgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await antiforgery.IsRequestValidAsync(context.HttpContext) ? await next(context) : Results.BadRequest();
}
