using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NcAspire.DockerGuard.Tests;

/// <summary>Something on a port that is no guard: reads a request, says its one thing and hangs up, or says nothing at all.</summary>
internal sealed class CannedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    /// <param name="answer">Null never answers.</param>
    public CannedServer(string? answer)
    {
        _listener.Start();
        _serving = ServeAsync(answer);
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync(string? answer)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await using var stream = client.GetStream();
                var request = new byte[64 << 10];
                var length = 0;

                while (!Encoding.Latin1.GetString(request, 0, length).EndsWith('}'))
                {
                    length += await stream.ReadAsync(request.AsMemory(length), _end.Token);
                }

                if (answer is null)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _end.Token);
                }

                await stream.WriteAsync(Encoding.Latin1.GetBytes(answer ?? ""), _end.Token);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
        }
    }
}
