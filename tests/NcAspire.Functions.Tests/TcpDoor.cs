using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace NcAspire.Functions.Tests;

/// <summary>A way to a server that can be shut: connections break, and new ones are refused.</summary>
internal sealed class TcpDoor : IAsyncDisposable
{
    private readonly int _target;
    private readonly ConcurrentBag<TcpClient> _connections = [];
    private TcpListener _listener;
    private Task _accepting;

    public TcpDoor(int target)
    {
        _target = target;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    public int Port { get; }

    public void Close()
    {
        _listener.Dispose();
        while (_connections.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    public void Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    public async ValueTask DisposeAsync()
    {
        Close();
        await _accepting;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var outer = await listener.AcceptTcpClientAsync();
                var inner = new TcpClient();
                _connections.Add(outer);
                _connections.Add(inner);
                await inner.ConnectAsync(IPAddress.Loopback, _target);
                _ = CopyAsync(outer, inner);
                _ = CopyAsync(inner, outer);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed.
        }
        finally
        {
            from.Dispose();
            to.Dispose();
        }
    }
}
