using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using NcAspire.Core.Compute;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>Sends single requests to a gateway: its probes and the admin HTTP RPC (OpenClaw gateway 2026.9.6).</summary>
/// <param name="http">Has no timeout of its own and reads answers up to <see cref="MaxAnswerBytes"/>.</param>
internal sealed class GatewayHttp(HttpClient http, TimeProvider time)
{
    /// <summary>A config.get has about 60 kB, a QR code about 10 kB.</summary>
    public const int MaxAnswerBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _usualWait = TimeSpan.FromSeconds(20);

    /// <summary>What a probe path says: 200 and 503 both come with a body; null for every other status.</summary>
    public async Task<JsonElement?> ProbeAsync(
        GatewayEndpoint endpoint, string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, endpoint, path);
        using var response = await SendAsync(request, timeout, cancellationToken);
        return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable
            ? await ReadAsync(response, cancellationToken)
            : null;
    }

    public async Task<JsonElement> CallAsync(
        GatewayEndpoint endpoint, GatewayMethod method, JsonObject parameters, CancellationToken cancellationToken) =>
        await CallAsync(endpoint, method, parameters, _usualWait, cancellationToken);

    /// <summary>Calls a method that itself waits up to a time; its answer then has ten more seconds to arrive.</summary>
    public async Task<JsonElement> CallAsync(
        GatewayEndpoint endpoint, GatewayMethod method, JsonObject parameters, TimeSpan wait, CancellationToken cancellationToken) =>
        (await TryCallAsync(endpoint, method, parameters, wait, cancellationToken)).PayloadOrThrow();

    /// <summary>Hands back the gateway's own error instead of throwing it; other faults are thrown.</summary>
    public Task<RpcAnswer> TryCallAsync(
        GatewayEndpoint endpoint, GatewayMethod method, JsonObject parameters, CancellationToken cancellationToken) =>
        TryCallAsync(endpoint, method, parameters, _usualWait, cancellationToken);

    private async Task<RpcAnswer> TryCallAsync(
        GatewayEndpoint endpoint, GatewayMethod method, JsonObject parameters, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, endpoint, "/api/v1/admin/rpc");
        request.Content = JsonContent.Create(new JsonObject { ["method"] = method.Name, ["params"] = parameters });
        using var response = await SendAsync(request, wait + _margin, cancellationToken);

        // 200 {"id":"…","ok":true,"payload":{…}} · 4xx, 5xx {"id":"…","ok":false,"error":{"code":"UNAVAILABLE","message":"…"}}
        // Authentication, a missing plugin and proxies in between answer otherwise: {"error":{"message":"Unauthorized","type":"…"}}
        var body = await ReadAsync(response, cancellationToken);

        if (response.IsSuccessStatusCode)
        {
            return GatewayJson.Property(body, "payload") is { } payload
                ? new RpcAnswer(payload, null)
                : throw GatewayFaults.NotUnderstood();
        }

        var error = GatewayJson.Property(body, "error") is { ValueKind: JsonValueKind.Object } told
            ? GatewayJson.Read<RpcError>(told)
            : null;
        return error is { Code: not null }
            ? new RpcAnswer(default, error with { Retryable = error.Retryable || (int)response.StatusCode >= 500 })
            : throw GatewayFaults.OfStatus(response.StatusCode);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            return GatewayJson.Parse(body);
        }
        catch (ProviderException fault) when (!response.IsSuccessStatusCode)
        {
            throw GatewayFaults.OfStatus(response.StatusCode, fault);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await http.SendAsync(request, either.Token);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw GatewayFaults.TooSlow(fault);
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded)
        {
            throw GatewayFaults.TooLarge(fault);
        }
        catch (HttpRequestException fault)
        {
            throw GatewayFaults.Unreachable(fault);
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, GatewayEndpoint endpoint, string path)
    {
        // Always the root: under a base path the gateway's dashboard answers every path with 200 and a page.
        var request = new HttpRequestMessage(method, new Uri(endpoint.BaseAddress, path));
        ServiceIdentity.AddTo(request.Headers);
        return request;
    }
}
