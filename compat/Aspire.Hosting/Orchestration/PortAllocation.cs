using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Gives every endpoint its port before anything starts, so that a taken port is a sentence and not a crash.</summary>
internal static class PortAllocation
{
    // Below what Linux and macOS give to outgoing connections: one of those could take the port before the process listens.
    private const int FirstPort = 24_000;
    private const int EndOfPorts = 32_000;

    // As long as watch.sh may need for the processes of an AppHost that was killed.
    private static readonly TimeSpan _leftoverGrace = TimeSpan.FromSeconds(20);

    // Somebody whom we cannot see: perhaps a process that is just ending and has closed its files already.
    private static readonly TimeSpan _unseenGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);

    public static async Task AllocateAsync(
        IEnumerable<IResource> resources, TimeProvider time, CancellationToken cancellationToken)
    {
        var taken = new HashSet<int>();

        foreach (var resource in resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                if (endpoint.Port is { } port)
                {
                    await EnsureFreeAsync(resource.Name, port, time, cancellationToken);
                    taken.Add(port);
                    endpoint.AllocatedPort = port;
                }
                else
                {
                    endpoint.AllocatedPort = AnyFree(taken);
                }
            }
        }
    }

    /// <summary>Waits for what a killed AppHost has left behind; anybody else on the port is a fault.</summary>
    /// <exception cref="DistributedApplicationException">The port is taken.</exception>
    public static async Task EnsureFreeAsync(string name, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();

        while (!IsFree(port))
        {
            var holder = PortHolder.Find(port);

            var grace = holder switch
            {
                null => _unseenGrace,
                { IsLeftover: true } => _leftoverGrace,
                _ => TimeSpan.Zero,
            };

            if (time.GetElapsedTime(started) >= grace)
            {
                throw Taken(name, port, holder);
            }

            await Task.Delay(_pause, time, cancellationToken);
        }
    }

    private static int AnyFree(HashSet<int> taken)
    {
        int port;

        do
        {
            port = RandomNumberGenerator.GetInt32(FirstPort, EndOfPorts);
        }
        while (taken.Contains(port) || !IsFree(port));

        taken.Add(port);
        return port;
    }

    private static bool IsFree(int port) => CanListen(IPAddress.Loopback, port) && CanListen(IPAddress.IPv6Loopback, port);

    private static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException fault)
        {
            // Without IPv6 there is nobody who could hold the port there.
            return fault.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported;
        }
    }

    private static DistributedApplicationException Taken(string name, int port, PortHolder? holder)
    {
        var who = holder is null ? "another program" : $"{holder.Name} (process {holder.ProcessId})";
        var variable = $"NC_{name.ToUpperInvariant().Replace('-', '_')}_PORT";

        return new DistributedApplicationException(
            $"Port {port} for {name} is taken by {who}. End it, or choose another port: {variable}={port + 1} ./nc up");
    }
}
