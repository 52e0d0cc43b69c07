using System.Net;
using System.Net.Sockets;

namespace NcAspire.Testing;

/// <summary>Picks TCP ports for servers of a test.</summary>
public static class LoopbackPort
{
    /// <summary>A port that was free a moment ago. Nothing keeps another process from taking it first.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
