using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>Whole frames over one WebSocket: text, JSON, bounded in size and in silence. One reader, any number of writers.</summary>
internal sealed class GatewayConnection(ClientWebSocket socket, TimeProvider time) : IDisposable
{
    /// <summary>The hello of a gateway with all its methods has about 100 kB; the gateway itself sends up to 25 MiB.</summary>
    private const int MaxFrameBytes = 8 * 1024 * 1024;

    private static readonly TimeSpan _closeTime = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _writer = new(1);

    public async Task OpenAsync(Uri address, HttpMessageInvoker http, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in ServiceIdentity.Headers)
        {
            socket.Options.SetRequestHeader(name, value);
        }

        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(address, http, cancellationToken);
        }
        catch (WebSocketException fault)
        {
            throw (int)socket.HttpStatusCode is 0 or (int)HttpStatusCode.SwitchingProtocols
                ? GatewayFaults.Unreachable(fault)
                : GatewayFaults.OfStatus(socket.HttpStatusCode, fault);
        }
    }

    public async Task SendAsync(JsonObject frame, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(frame);
        await _writer.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, cancellationToken);
        }
        catch (WebSocketException fault)
        {
            throw GatewayFaults.Unreachable(fault);
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>The next frame; null once the gateway has closed the connection.</summary>
    /// <param name="silence">A gateway that is silent for longer is taken for gone.</param>
    public async Task<GatewayFrame?> ReceiveAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var frame = new ArrayBufferWriter<byte>(16 * 1024);
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(frame.GetMemory(16 * 1024), either.Token);
                frame.Advance(part.Count);

                if (part.MessageType is WebSocketMessageType.Close)
                {
                    return null;
                }

                if (frame.WrittenCount > MaxFrameBytes)
                {
                    throw GatewayFaults.TooLarge();
                }

                if (part.EndOfMessage)
                {
                    return GatewayJson.Read<GatewayFrame>(GatewayJson.Parse(frame.WrittenSpan));
                }
            }
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw GatewayFaults.TooSlow(fault);
        }
        catch (WebSocketException fault)
        {
            throw GatewayFaults.Unreachable(fault);
        }
    }

    /// <summary>Says goodbye; a gateway that is gone need not hear it.</summary>
    public async Task CloseAsync()
    {
        using var timer = new CancellationTokenSource(_closeTime, time);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timer.Token);
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            socket.Abort();
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        _writer.Dispose();
    }
}
