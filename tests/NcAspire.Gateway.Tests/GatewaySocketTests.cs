using NcAspire.Core.Compute;
using NcAspire.Gateway.OpenClaw;
using NcAspire.Testing;

namespace NcAspire.Gateway.Tests;

/// <summary>The socket against a real gateway.</summary>
[Collection<OneLiveGateway>]
public sealed class GatewaySocketTests(LiveGateway live)
{
    private static readonly TimeSpan _time = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_find_their_calls_whatever_their_order()
    {
        await using var socket = await ConnectAsync();
        string[] methods = ["config.get", "health", "channels.status", "config.get", "models.list"];
        string[] marks = ["configRevisionHash", "ok", "channels", "configRevisionHash", "models"];

        var answers = await Task.WhenAll(methods.Select(method => socket.CallAsync(new GatewayMethod(method), [], _time, Ct)));

        Assert.All(answers.Zip(marks), pair => Assert.True(pair.First.TryGetProperty(pair.Second, out _), pair.Second));
    }

    [Fact]
    public async Task An_unknown_method_is_a_definite_fault()
    {
        await using var socket = await ConnectAsync();

        var fault = await Assert.ThrowsAsync<ProviderException>(() => socket.CallAsync(new GatewayMethod("no.such"), [], _time, Ct));

        Assert.False(fault.IsTransient);
        Assert.Contains("no.such", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_gateway_ends_the_events_and_the_calls_with_a_transient_fault()
    {
        await using var socket = await ConnectAsync();
        var events = ReadToEndAsync(socket);

        await live.Process.StopAsync();

        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => events)).IsTransient);
        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => socket.CallAsync(new GatewayMethod("health"), [], _time, Ct))).IsTransient);
        await live.Process.StartAsync(Ct);
        await live.ReadyAsync(Ct);
    }

    [Fact]
    public async Task Nobody_there_is_a_transient_fault()
    {
        var nowhere = new GatewayEndpoint(new Uri($"http://127.0.0.1:{LoopbackPort.Free()}"));

        var fault = await Assert.ThrowsAsync<ProviderException>(() => live.Sockets.ConnectAsync(nowhere, _time, Ct));

        Assert.True(fault.IsTransient);
    }

    [Fact]
    public async Task Closing_it_ends_the_events()
    {
        var socket = await ConnectAsync();
        var events = ReadToEndAsync(socket);

        await socket.DisposeAsync();

        await events.WaitAsync(_time, TimeProvider.System, Ct);
    }

    private Task<GatewaySocket> ConnectAsync() => live.Sockets.ConnectAsync(live.Endpoint, _time, Ct);

    private static async Task ReadToEndAsync(GatewaySocket socket)
    {
        await foreach (var _ in socket.EventsAsync(Ct))
        {
            // What comes does not matter here, only how it ends.
        }
    }
}
