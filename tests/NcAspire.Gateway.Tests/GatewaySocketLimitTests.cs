using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Gateway.Tests;

/// <summary>What the socket does with a peer that a real gateway never is: silent, boundless, unintelligible.</summary>
public sealed class GatewaySocketLimitTests
{
    private const string Challenge = """{"type":"event","event":"connect.challenge","payload":{"nonce":"n"}}""";

    private const string Hello =
        """{"type":"res","id":"connect","ok":true,"payload":{"type":"hello-ok","protocol":4,"policy":{"tickIntervalMs":200}}}""";

    private const string HelloWithoutTicks =
        """{"type":"res","id":"connect","ok":true,"payload":{"type":"hello-ok","protocol":4}}""";

    private static readonly TimeSpan _time = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_missing_ticks_end_the_connection()
    {
        var fault = await EndAsync([Challenge, Hello]);

        Assert.True(fault.IsTransient);
        Assert.Contains("in time", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_without_end_ends_the_connection()
    {
        var fault = await EndAsync([Challenge, Hello, $"\"{new string('x', 9 * 1024 * 1024)}\""]);

        Assert.False(fault.IsTransient);
        Assert.Contains("larger", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_that_is_no_json_ends_the_connection() =>
        Assert.Contains("not understood", (await EndAsync([Challenge, Hello, "hello?"])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"code":"UNAVAILABLE","message":"startup-sidecars","retryable":true}""", true)]
    [InlineData("""{"code":"NOT_PAIRED","message":"device identity required"}""", false)]
    public async Task A_refused_hello_says_whether_waiting_helps(string error, bool isTransient)
    {
        var fault = await EndAsync([Challenge, $$"""{"type":"res","id":"connect","ok":false,"error":{{error}}}"""]);

        Assert.Equal(isTransient, fault.IsTransient);
    }

    [Fact]
    public async Task A_peer_that_never_greets_is_given_up_in_time()
    {
        await using var peer = await PeerAsync([]);

        var fault = await Assert.ThrowsAsync<ProviderException>(() => ConnectAsync(peer, TimeSpan.FromMilliseconds(300)));

        Assert.True(fault.IsTransient);
    }

    [Fact]
    public async Task A_call_that_the_peer_does_not_even_take_is_given_up_in_time()
    {
        await using var peer = await PeerAsync([Challenge, HelloWithoutTicks], isDeaf: true);
        await using var socket = await ConnectAsync(peer, _time);

        // More than the buffers of both ends hold.
        var parameters = new JsonObject { ["much"] = new string('x', 64 * 1024 * 1024) };
        var fault = await Assert.ThrowsAsync<ProviderException>(
            () => socket.CallAsync(GatewayMethod.ConfigGet, parameters, TimeSpan.FromMilliseconds(500), Ct).WaitAsync(_time, TimeProvider.System, Ct));

        Assert.True(fault.IsTransient);
    }

    [Fact]
    public async Task The_hello_names_us_a_backend_client_of_protocol_4_without_a_device()
    {
        var heard = new TaskCompletionSource<string>();
        await using var peer = await PeerAsync([Challenge, Hello], heard);
        await using var socket = await ConnectAsync(peer, _time);

        var parameters = JsonElement.Parse(await heard.Task).GetProperty("params");

        Assert.Equal(4, parameters.GetProperty("minProtocol").GetInt32());
        Assert.Equal(4, parameters.GetProperty("maxProtocol").GetInt32());
        Assert.Equal("gateway-client", parameters.GetProperty("client").GetProperty("id").GetString());
        Assert.Equal("backend", parameters.GetProperty("client").GetProperty("mode").GetString());
        Assert.False(parameters.TryGetProperty("device", out _));
        Assert.False(parameters.TryGetProperty("auth", out _));
    }

    private static async Task<ProviderException> EndAsync(string[] frames)
    {
        await using var peer = await PeerAsync(frames);
        return await Assert.ThrowsAsync<ProviderException>(async () =>
        {
            await using var socket = await ConnectAsync(peer, _time);
            await foreach (var _ in socket.EventsAsync(Ct))
            {
                // Only its end matters.
            }
        });
    }

    private static async Task<GatewaySocket> ConnectAsync(WebApplication peer, TimeSpan timeout)
    {
        var addresses = peer.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        using var http = new HttpClient();
        var sockets = new GatewaySockets(http, TimeProvider.System);
        return await sockets.ConnectAsync(new GatewayEndpoint(new Uri(addresses.Addresses.Single())), timeout, Ct);
    }

    // Sends the first frame, hears one, sends the others, and is silent from then on; a deaf one does not even read.
    private static async Task<WebApplication> PeerAsync(
        string[] frames, TaskCompletionSource<string>? heard = null, bool isDeaf = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var peer = builder.Build();
        peer.Urls.Add("http://127.0.0.1:0");
        peer.UseWebSockets();
        peer.Run(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[16 * 1024];

            foreach (var (index, frame) in frames.Index())
            {
                if (index == 1)
                {
                    var request = await socket.ReceiveAsync(buffer, context.RequestAborted);
                    heard?.TrySetResult(Encoding.UTF8.GetString(buffer, 0, request.Count));
                }

                await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, context.RequestAborted);
            }

            if (isDeaf)
            {
                var stopping = new TaskCompletionSource();
                await using var _ = peer.Lifetime.ApplicationStopping.Register(stopping.SetResult);
                await stopping.Task;
                return;
            }

            await socket.ReceiveAsync(buffer, context.RequestAborted);
        });
        await peer.StartAsync(Ct);
        return peer;
    }
}
