using System.Net;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using NcAspire.Web.Clients;
using NcAspire.Web.Security;

namespace NcAspire.Web.Events;

/// <summary>
/// GET /instances/{slug}/events: the API's server-sent events, passed on as they come. When there is nothing to pass on,
/// one event of our own says why, because EventSource shows a script no status codes.
/// </summary>
internal static class InstanceEvents
{
    /// <summary>The session is over; log in again.</summary>
    private const string SignedOut = "signed-out";

    /// <summary>There is no such instance (any more).</summary>
    private const string Gone = "gone";

    public static void MapInstanceEvents(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/instances/{slug}/events", StreamAsync);

    private static async Task StreamAsync(
        string slug, HttpContext context, NcAspireClient api, IHostApplicationLifetime lifetime)
    {
        if (context.User.Identity is not { IsAuthenticated: true })
        {
            await SayAsync(context, SignedOut);
            return;
        }

        // The browser leaves, or this process stops: either way the API's side ends at once.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);

        try
        {
            using var events = await api.OpenEventsAsync(slug, ending.Token);

            if (events.StatusCode == HttpStatusCode.NotFound)
            {
                await SayAsync(context, Gone);
            }
            else if (events.IsSuccessStatusCode)
            {
                Begin(context);
                await context.Response.StartAsync(ending.Token);
                await events.Content.CopyToAsync(context.Response.Body, ending.Token);
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            }
        }
        catch (SessionEndedException)
        {
            await SayAsync(context, SignedOut);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Nobody is listening any more.
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            // The API went away, before or during the stream. The browser asks again by itself.
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            }
        }
    }

    private static Task SayAsync(HttpContext context, string name)
    {
        Begin(context);
        return context.Response.WriteAsync($"event: {name}\ndata: {{}}\n\n", context.RequestAborted);
    }

    private static void Begin(HttpContext context)
    {
        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
        context.Response.ContentType = "text/event-stream";

        // Reverse proxies that buffer by default (nginx) understand this one.
        context.Response.Headers["X-Accel-Buffering"] = "no";
    }
}
