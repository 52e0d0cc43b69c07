using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using NcAspire.Core.Compute;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// An open socket to a gateway (protocol 4, OpenClaw gateway 2026.9.6) for what the admin HTTP RPC does not have: the
/// method list, events, sessions. It is a backend client without a device, and it sends no Origin: with either the
/// gateway would want pairing.
/// </summary>
public sealed class GatewaySocket : IAsyncDisposable
{
    private const int Protocol = 4;
    private const int EventCapacity = 1024;
    private const string ConnectId = "connect";

    private static readonly TimeSpan _handshakeSilence = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _usualTick = TimeSpan.FromSeconds(30);

    private readonly GatewayConnection _connection;
    private readonly TimeProvider _time;
    private readonly TimeSpan _silence;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<RpcAnswer>> _calls = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _receiving;

    private readonly Channel<GatewayEvent> _events = Channel.CreateBounded<GatewayEvent>(
        new BoundedChannelOptions(EventCapacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleWriter = true });

    private volatile bool _isDisposed;
    private ProviderException? _end;
    private int _lastId;

    private GatewaySocket(GatewayConnection connection, GatewayHello hello, TimeProvider time)
    {
        _connection = connection;
        _time = time;

        // The gateway ticks while it lives; two missing ticks mean that it, or the way to it, is gone.
        var tick = hello.Policy?.TickIntervalMs is > 0 and var ms ? TimeSpan.FromMilliseconds(ms) : _usualTick;
        _silence = 2 * tick;
        Version = hello.Server?.Version;
        Methods = hello.Features?.Methods?.ToHashSet() ?? [];
        Scopes = hello.Auth?.Scopes?.ToHashSet() ?? [];
        _receiving = ReceiveAsync();
    }

    /// <summary>OpenClaw's version.</summary>
    public string? Version { get; }

    /// <summary>What can be called; the list grows while the gateway starts.</summary>
    public IReadOnlySet<string> Methods { get; }

    /// <summary>What the gateway lets us do.</summary>
    public IReadOnlySet<string> Scopes { get; }

    /// <summary>Calls a method and waits for its answer; <paramref name="timeout"/> is for both.</summary>
    /// <exception cref="ProviderException">Definite when the gateway refuses; transient when it is busy, silent or
    /// gone.</exception>
    public async Task<JsonElement> CallAsync(
        GatewayMethod method, JsonObject parameters, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        var call = new TaskCompletionSource<RpcAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = call;
        using var timer = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            // The loop that would answer may have ended between the caller's last look and now.
            if (Volatile.Read(ref _end) is { } end)
            {
                throw end;
            }

            await _connection.SendAsync(Request(id, method.Name, parameters), either.Token);
            return (await call.Task.WaitAsync(either.Token)).PayloadOrThrow();
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw GatewayFaults.TooSlow(fault);
        }
        finally
        {
            _calls.TryRemove(id, out _);
        }
    }

    /// <summary>
    /// The events from now on, for one reader. Ends when the socket is disposed; a lost connection is thrown. A reader
    /// more than a thousand events behind loses the oldest.
    /// </summary>
    public IAsyncEnumerable<GatewayEvent> EventsAsync(CancellationToken cancellationToken) =>
        _events.Reader.ReadAllAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // The gateway's answer to the goodbye may end the loop before it is cancelled; that is no lost connection.
        _isDisposed = true;
        await _connection.CloseAsync();
        await _closing.CancelAsync();
        await _receiving;
        _connection.Dispose();
        _closing.Dispose();
    }

    internal static async Task<GatewaySocket> GreetAsync(
        GatewayConnection connection, TimeProvider time, CancellationToken cancellationToken)
    {
        // The server speaks first; its nonce is for devices, which we are not.
        await NextAsync(connection, frame => frame.Event is "connect.challenge", cancellationToken);
        await connection.SendAsync(Request(ConnectId, "connect", ConnectParameters()), cancellationToken);
        var answer = await NextAsync(connection, frame => frame.Answers(ConnectId), cancellationToken);
        var hello = GatewayJson.Read<GatewayHello>(answer.ToAnswer().PayloadOrThrow());
        return hello.Type is "hello-ok" ? new GatewaySocket(connection, hello, time) : throw GatewayFaults.NotUnderstood();
    }

    private static async Task<GatewayFrame> NextAsync(
        GatewayConnection connection, Func<GatewayFrame, bool> wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            var frame = await connection.ReceiveAsync(_handshakeSilence, cancellationToken) ?? throw GatewayFaults.Unreachable();

            if (wanted(frame))
            {
                return frame;
            }
        }
    }

    private static JsonObject ConnectParameters() => new()
    {
        ["minProtocol"] = Protocol,
        ["maxProtocol"] = Protocol,
        ["client"] = new JsonObject
        {
            ["id"] = "gateway-client",
            ["version"] = "1.0.0",
            ["platform"] = "linux",
            ["mode"] = "backend",
        },
        ["role"] = "operator",
        ["scopes"] = new JsonArray(ServiceIdentity.Scope),
        ["caps"] = new JsonArray(),
    };

    private static JsonObject Request(string id, string method, JsonObject parameters) =>
        new() { ["type"] = "req", ["id"] = id, ["method"] = method, ["params"] = parameters };

    private async Task ReceiveAsync()
    {
        try
        {
            while (await _connection.ReceiveAsync(_silence, _closing.Token) is { } frame)
            {
                Dispatch(frame);
            }

            End(GatewayFaults.Unreachable());
        }
        catch (OperationCanceledException)
        {
            End(GatewayFaults.Unreachable());
        }
        catch (ProviderException fault)
        {
            End(fault);
        }
    }

    private void Dispatch(GatewayFrame frame)
    {
        if (frame is { IsEvent: true, Event: { } name })
        {
            _events.Writer.TryWrite(new GatewayEvent(name, frame.Payload));
        }
        else if (frame.Id is { } id && _calls.TryRemove(id, out var call))
        {
            call.TrySetResult(frame.ToAnswer());
        }
    }

    private void End(ProviderException fault)
    {
        Volatile.Write(ref _end, fault);
        _events.Writer.TryComplete(_isDisposed ? null : fault);

        foreach (var call in _calls.Values)
        {
            call.TrySetException(fault);
        }
    }
}
