using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace NcAspire.ServiceDefaults;

/// <summary>
/// ASP.NET Core opens the server span but leaves it without tags; this names it by OpenTelemetry's HTTP conventions
/// (https://opentelemetry.io/docs/specs/semconv/http/http-spans/). Probes are dropped: they would drown everything else.
/// </summary>
internal sealed class ServerSpanFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, following) =>
        {
            var span = context.Features.Get<IHttpActivityFeature>()?.Activity;

            if (span is { IsAllDataRequested: true } && IsProbe(context.Request.Path))
            {
                span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
                span.IsAllDataRequested = false;
            }

            try
            {
                await following(context);
            }
            finally
            {
                if (span is { IsAllDataRequested: true })
                {
                    Describe(span, context);
                }
            }
        });
        next(app);
    };

    private static void Describe(Activity span, HttpContext context)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;

        span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        span.SetTag("http.request.method", context.Request.Method);
        span.SetTag("http.route", route);
        span.SetTag("url.scheme", context.Request.Scheme);
        span.SetTag("http.response.status_code", context.Response.StatusCode);

        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetTag("error.type", context.Response.StatusCode.ToString(CultureInfo.InvariantCulture));
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static bool IsProbe(PathString path) =>
        path.Value is "/health" or "/alive" or "/api/health" or "/api/alive";
}
