using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Docker.DotNet;

namespace NcAspire.Compat.Docker.Tests.Wire;

/// <summary>A server that says what the test wants, byte by byte, to each connection. What it fails of fails the test at its end.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    /// <summary>How long, in milliseconds, a test waits at most for the other side.</summary>
    public const int Patience = 60_000;

    private readonly CancellationTokenSource _end = new();
    private readonly Socket _listener;
    private readonly Func<RawConnection, Task> _serveAsync;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly ConcurrentBag<Task> _served = [];
    private readonly Task _accepting;
    private readonly string? _path;
    private int _accepted;

    private RawServer(EndPoint endpoint, SslServerAuthenticationOptions? tls, string? path, Func<RawConnection, Task> serveAsync)
    {
        _serveAsync = serveAsync;
        _tls = tls;
        _path = path;
        _listener = endpoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(endpoint);
        _listener.Listen();
        Address = path is not null ? new Uri($"unix://{path}")
            : new Uri($"{(tls is null ? "tcp" : "https")}://localhost:{((IPEndPoint)_listener.LocalEndPoint!).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>How many connections were made so far.</summary>
    public int Accepted => _accepted;

    public static RawServer Unix(Func<RawConnection, Task> serveAsync)
    {
        var path = Path.Combine(Path.GetTempPath(), $"nct-{Guid.NewGuid():N}.sock");
        return new(new UnixDomainSocketEndPoint(path), null, path, serveAsync);
    }

    public static RawServer Tcp(Func<RawConnection, Task> serveAsync) => new(new IPEndPoint(IPAddress.Loopback, 0), null, null, serveAsync);

    public static RawServer Tls(SslServerAuthenticationOptions tls, Func<RawConnection, Task> serveAsync) =>
        new(new IPEndPoint(IPAddress.Loopback, 0), tls, null, serveAsync);

    /// <summary>Answers each request of each connection alike.</summary>
    public static RawServer Answering(string answer) => Unix(async connection =>
    {
        while (await connection.ReadHeadAsync() is not null)
        {
            await connection.SendAsync(answer);
        }
    });

    public DockerClient Client(TimeSpan timeout = default, Credentials? credentials = null, Version? version = null) =>
        new DockerClientConfiguration(Address, credentials, timeout).CreateClient(version);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        if (_path is not null)
        {
            File.Delete(_path);
        }

        await Task.WhenAll(_served);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_end.Token);
                Interlocked.Increment(ref _accepted);
                _served.Add(ServeAsync(socket));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using Stream plain = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (_tls is null)
            {
                await _serveAsync(new RawConnection(plain, _end.Token));
                return;
            }

            await using var secured = new SslStream(plain);
            await secured.AuthenticateAsServerAsync(_tls, _end.Token);
            await _serveAsync(new RawConnection(secured, _end.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or AuthenticationException)
        {
            // The test is over, or the client is gone: whatever the test wants to know of that, it asks for.
        }
    }
}
