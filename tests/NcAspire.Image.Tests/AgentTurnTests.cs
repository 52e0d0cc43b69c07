using System.Text.Json;
using System.Text.Json.Nodes;
using NcAspire.Core.Gateways;
using NcAspire.Gateway.OpenClaw;
using NcAspire.Testing;

namespace NcAspire.Image.Tests;

/// <summary>Nothing that an answer takes was pruned.</summary>
public sealed class AgentTurnTests(DockerEngine engine) : IClassFixture<DockerEngine>
{
    private const string Model = """
        {
          "models": { "providers": { "fake": {
            "baseUrl": "http://127.0.0.1:9400/v1", "api": "openai-completions", "apiKey": "none",
            "models": [{ "id": "parrot", "name": "Parrot", "contextWindow": 128000, "maxTokens": 8000 }] } } },
          "agents": { "defaults": { "model": { "primary": "fake/parrot" } } }
        }
        """;

    private static readonly TimeSpan _callTime = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_answered_by_the_model()
    {
        using var gateways = new Gateways();
        await using var container = await ImageContainer.CreateAsync(engine, await engine.ImageAsync("NC_GATEWAY_IMAGE", Ct));
        await container.ConfigureAsync(gateways.Client, new GatewaySettings(null, default), JsonNode.Parse(Model)?.AsObject() ?? []);
        var endpoint = await container.ReadyAsync(gateways.Client);
        var script = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "model.mjs"), Ct);
        await container.SpawnAsync("node", "--input-type=module", "--eval", script);
        await using var socket = await gateways.Sockets.ConnectAsync(endpoint, _callTime, Ct);

        var session = new JsonObject { ["sessionKey"] = "main" };
        var message = new JsonObject { ["sessionKey"] = "main", ["message"] = "Is anything missing?", ["idempotencyKey"] = "1" };
        await socket.CallAsync(new GatewayMethod("chat.send"), message, _callTime, Ct);
        var history = await Eventually.SeeAsync(
            () => socket.CallAsync(new GatewayMethod("chat.history"), session.DeepClone().AsObject(), _callTime, Ct),
            answer => Text(answer).Contains("assistant", StringComparison.Ordinal),
            TimeSpan.FromMinutes(2),
            Ct);

        Assert.Contains("All parts are here.", Text(history), StringComparison.Ordinal);
    }

    private static string Text(JsonElement answer) => answer.GetProperty("messages").GetRawText();
}
