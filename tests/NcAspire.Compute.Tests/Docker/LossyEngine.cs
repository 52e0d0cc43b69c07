using System.Net.Sockets;
using System.Text;
using NcAspire.Testing;

namespace NcAspire.Compute.Tests.Docker;

/// <summary>
/// Stands between a provider and the engine, and lets an answer get lost: the engine has done what it was asked, and the caller
/// does not learn of it.
/// </summary>
internal sealed class LossyEngine : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nct-lossy-").FullName;
    private readonly CancellationTokenSource _over = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Task _accepting;
    private string? _losing;
    private int _lost;

    public LossyEngine()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder, "docker.sock")));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public string Endpoint => $"unix://{_folder}/docker.sock";

    /// <summary>How many answers got lost.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>Loses the next answer to a request that begins like this, "POST /containers/create".</summary>
    public void Lose(string request) => Volatile.Write(ref _losing, request);

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _over.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();

        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptAsync(_over.Token)));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket caller)
    {
        using var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);

        try
        {
            await engine.ConnectAsync(new UnixDomainSocketEndPoint(DockerEngine.Endpoint.AbsolutePath), done.Token);
            var isLosing = false;
            var questions = PumpAsync(
                caller,
                engine,
                block =>
                {
                    isLosing |= IsTheOne(block);
                    return true;
                },
                done.Token);
            var answers = PumpAsync(engine, caller, _ => !isLosing, done.Token);
            await Task.WhenAny(questions, answers);

            if (isLosing)
            {
                Interlocked.Increment(ref _lost);
            }
        }
        finally
        {
            await done.CancelAsync();
            caller.Dispose();
        }
    }

    // A client writes the head of a request at once and at the beginning of a block.
    private bool IsTheOne(ReadOnlySpan<byte> block)
    {
        var losing = Volatile.Read(ref _losing);
        return losing is not null
            && Encoding.ASCII.GetString(block).StartsWith(losing, StringComparison.Ordinal)
            && Interlocked.CompareExchange(ref _losing, null, losing) == losing;
    }

    private static async Task PumpAsync(Socket from, Socket to, Look look, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];

        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is > 0 and var read)
            {
                if (!look(buffer.AsSpan(0, read)))
                {
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of the two has gone, or its answer gets lost.
        }
    }

    /// <returns>False to end the connection instead of handing the block on.</returns>
    private delegate bool Look(ReadOnlySpan<byte> block);
}
