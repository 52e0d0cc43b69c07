using System.Net;
using System.Net.Sockets;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Local;

/// <summary>
/// Gives every machine a loopback port that stays with it. The machines' own port files are the book; they are written under one
/// lock, so two machines never share a port.
/// </summary>
internal sealed class PortBook(DataFolder data)
{
    // Below the ports that the kernel gives to outgoing connections (32768 and up, 49152 on macOS): those come and go.
    private const int First = 20_000;
    private const int Count = 10_000;

    /// <summary>
    /// The port for a machine that does not run: its own while nobody else listens there, otherwise, or when it has none, a new one.
    /// </summary>
    public async Task<int> ClaimAsync(MachineFolder machine, CancellationToken cancellationToken)
    {
        using var book = await data.LockPortsAsync(cancellationToken);

        if (machine.Port is { } own && IsFree(own))
        {
            return own;
        }

        var taken = data.Machines.Select(other => other.Port).ToHashSet();

        // From a random place on: another service of this computer, with a data folder of its own, looks elsewhere.
        var start = Random.Shared.Next(Count);
        var port = Enumerable.Range(start, Count)
            .Select(number => (int?)(First + number % Count))
            .FirstOrDefault(candidate => !taken.Contains(candidate) && IsFree(candidate ?? 0))
            ?? throw new ProviderException("This computer has no free port for another gateway.", isTransient: true);
        await machine.SetPortAsync(port, cancellationToken);
        return port;
    }

    // OpenClaw 2026.9.6 listens on both loopback addresses.
    private static bool IsFree(int port) =>
        IsFree(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || IsFree(IPAddress.IPv6Loopback, port));

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.AddressNotAvailable)
        {
            // A computer that knows IPv6 but has no ::1.
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
