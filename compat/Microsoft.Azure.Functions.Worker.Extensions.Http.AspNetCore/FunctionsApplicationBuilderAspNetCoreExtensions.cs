using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    // What the Azure Functions host allows.
    private const long MaxRequestBodyBytes = 100 * 1024 * 1024;

    /// <summary>Serves the HTTP functions. Middlewares added before this call do not see the HttpContext.</summary>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        builder.UseMiddleware<HttpInvocationMiddleware>();
        builder.Services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MaxRequestBodyBytes;
            builder.Configuration.GetSection("Kestrel:Limits").Bind(options.Limits);
        });
        builder.Listener = HttpListener.Map;
        return builder;
    }
}
