using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Gateways;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Image.Tests;

/// <summary>The client that the control plane uses.</summary>
public sealed class Gateways : IDisposable
{
    private readonly ServiceProvider _services =
        new ServiceCollection().AddLogging().AddOpenClawGateway().BuildServiceProvider();

    public IGateway Client => _services.GetRequiredService<IGateway>();

    public GatewaySockets Sockets => _services.GetRequiredService<GatewaySockets>();

    public void Dispose() => _services.Dispose();
}
