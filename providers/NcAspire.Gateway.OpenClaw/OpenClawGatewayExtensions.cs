using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Gateways;

namespace NcAspire.Gateway.OpenClaw;

public static class OpenClawGatewayExtensions
{
    /// <summary>Adds <see cref="IGateway"/> and <see cref="GatewaySockets"/> for OpenClaw gateways. Logging must be there.</summary>
    public static IServiceCollection AddOpenClawGateway(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new GatewayTransport(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => provider.GetRequiredService<GatewayTransport>().Sockets);
        services.AddSingleton<IGateway>(provider =>
        {
            var transport = provider.GetRequiredService<GatewayTransport>();
            return new OpenClawGateway(
                transport.Http,
                transport.Sockets,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<OpenClawGateway>>());
        });
        return services;
    }
}
