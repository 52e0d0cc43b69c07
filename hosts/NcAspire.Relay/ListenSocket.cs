using System.Net;
using System.Net.Sockets;

namespace NcAspire.Relay;

/// <summary>A socket that may be bound to an address which is not there yet.</summary>
internal static class ListenSocket
{
    // linux/in.h: IPPROTO_IP and IP_FREEBIND; see ip(7).
    private const int IpLevel = 0;
    private const int FreeBind = 15;

    public static Socket Bind(EndPoint endpoint)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetRawSocketOption(IpLevel, FreeBind, BitConverter.GetBytes(1));
            socket.Bind(endpoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
