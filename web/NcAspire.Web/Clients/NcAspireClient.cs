using System.Net.Http.Json;
using NcAspire.Contracts;

namespace NcAspire.Web.Clients;

/// <summary>
/// The API, on behalf of whoever makes the current request. Answers and refusals are values; so is silence, as a problem
/// of type <see cref="ProblemTypes.Unavailable"/>. Only an ended session is thrown, because it ends the request.
/// </summary>
public sealed class NcAspireClient(HttpClient http)
{
    private const string IdempotencyKey = "Idempotency-Key";

    public Task<Outcome<SessionResponse>> SignUpAsync(SignupRequest request, CancellationToken cancellationToken) =>
        AskAsync<SessionResponse>(HttpMethod.Post, "signup", request, cancellationToken, CallerHandler.WithoutToken);

    public Task<Outcome<SessionResponse>> LogInAsync(LoginRequest request, CancellationToken cancellationToken) =>
        AskAsync<SessionResponse>(HttpMethod.Post, "login", request, cancellationToken, CallerHandler.WithoutToken);

    public Task<Problem?> LogOutAsync(CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Post, "logout", null, cancellationToken);

    public Task<Outcome<MeResponse>> GetMeAsync(CancellationToken cancellationToken) =>
        AskAsync<MeResponse>(HttpMethod.Get, "me", null, cancellationToken);

    public Task<Problem?> ChangePasswordAsync(ChangePasswordRequest request, CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Put, "me/password", request, cancellationToken);

    public Task<Outcome<SessionListResponse>> GetSessionsAsync(CancellationToken cancellationToken) =>
        AskAsync<SessionListResponse>(HttpMethod.Get, "me/sessions", null, cancellationToken);

    public Task<Problem?> EndSessionAsync(Guid session, CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Delete, $"me/sessions/{session}", null, cancellationToken);

    public Task<Problem?> EndOtherSessionsAsync(CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Delete, "me/sessions", null, cancellationToken);

    public Task<Outcome<AccountExportResponse>> ExportAsync(CancellationToken cancellationToken) =>
        AskAsync<AccountExportResponse>(HttpMethod.Get, "me/export", null, cancellationToken);

    public Task<Problem?> DeleteAccountAsync(DeleteAccountRequest request, CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Post, "me/delete", request, cancellationToken);

    public Task<Outcome<RegionListResponse>> GetRegionsAsync(CancellationToken cancellationToken) =>
        AskAsync<RegionListResponse>(HttpMethod.Get, "regions", null, cancellationToken);

    public Task<Outcome<InstanceListResponse>> GetInstancesAsync(CancellationToken cancellationToken) =>
        AskAsync<InstanceListResponse>(HttpMethod.Get, "instances", null, cancellationToken);

    public Task<Outcome<InstanceResponse>> GetInstanceAsync(string slug, CancellationToken cancellationToken) =>
        AskAsync<InstanceResponse>(HttpMethod.Get, Instance(slug), null, cancellationToken);

    public Task<Outcome<OperationResponse>> GetOperationAsync(Guid operation, CancellationToken cancellationToken) =>
        AskAsync<OperationResponse>(HttpMethod.Get, $"operations/{operation}", null, cancellationToken);

    /// <param name="key">Repeating a create with the same key creates nothing twice.</param>
    public Task<Outcome<InstanceResponse>> CreateInstanceAsync(
        CreateInstanceRequest request, Guid? key, CancellationToken cancellationToken) =>
        AskAsync<InstanceResponse>(HttpMethod.Post, "instances", request, cancellationToken, message =>
        {
            if (key is { } once)
            {
                message.Headers.Add(IdempotencyKey, once.ToString());
            }
        });

    public Task<Problem?> StartAsync(string slug, CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Post, $"{Instance(slug)}/start", null, cancellationToken);

    public Task<Problem?> StopAsync(string slug, CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Post, $"{Instance(slug)}/stop", null, cancellationToken);

    public Task<Problem?> RestartAsync(string slug, CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Post, $"{Instance(slug)}/restart", null, cancellationToken);

    public Task<Problem?> RepairAsync(string slug, CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Post, $"{Instance(slug)}/repair", null, cancellationToken);

    public Task<Problem?> DismissIncidentAsync(string slug, CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Delete, $"{Instance(slug)}/incident", null, cancellationToken);

    public Task<Problem?> DeleteAsync(string slug, CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Delete, Instance(slug), null, cancellationToken);

    public Task<Problem?> SetOwnerAsync(string slug, SetOwnerRequest request, CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Put, $"{Instance(slug)}/whatsapp/owner", request, cancellationToken);

    public Task<Problem?> SetAccessAsync(string slug, SetAccessRequest request, CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Put, $"{Instance(slug)}/whatsapp/access", request, cancellationToken);

    /// <param name="cursor">What the page before gave as next; null for the latest entries.</param>
    public Task<Outcome<AuditListResponse>> GetHistoryAsync(string slug, string? cursor, CancellationToken cancellationToken) =>
        AskAsync<AuditListResponse>(
            HttpMethod.Get,
            cursor is null ? $"{Instance(slug)}/audit" : $"{Instance(slug)}/audit?cursor={Uri.EscapeDataString(cursor)}",
            null,
            cancellationToken);

    public Task<Outcome<LlmCatalogResponse>> GetLlmCatalogAsync(CancellationToken cancellationToken) =>
        AskAsync<LlmCatalogResponse>(HttpMethod.Get, "llm/catalog", null, cancellationToken);

    public Task<Problem?> SetLlmAsync(string slug, SetLlmRequest request, CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Put, $"{Instance(slug)}/llm", request, cancellationToken);

    /// <param name="channel">Its name, as <see cref="ChannelResponse.Name"/> has it.</param>
    public Task<Problem?> SetChannelAsync(string slug, string channel, SetChannelRequest request, CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Put, $"{Instance(slug)}/channels/{channel}", request, cancellationToken);

    public Task<Outcome<CheckKeyResponse>> CheckKeyAsync(string slug, CheckKeyRequest request, CancellationToken cancellationToken) =>
        AskAsync<CheckKeyResponse>(HttpMethod.Post, $"{Instance(slug)}/llm/check", request, cancellationToken);

    public Task<Outcome<QrStartResponse>> StartLinkAsync(string slug, CancellationToken cancellationToken) =>
        AskAsync<QrStartResponse>(HttpMethod.Post, $"{Instance(slug)}/whatsapp/qr/start", null, cancellationToken);

    public Task<Problem?> UnlinkAsync(string slug, CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Post, $"{Instance(slug)}/whatsapp/logout", null, cancellationToken);

    /// <summary>Opens the instance's event stream; the answer is the caller's to dispose, whatever its status.</summary>
    public async Task<HttpResponseMessage> OpenEventsAsync(string slug, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Instance(slug)}/events");
        request.Headers.Accept.ParseAdd("text/event-stream");
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static string Instance(string slug) => $"instances/{Uri.EscapeDataString(slug)}";

    private async Task<Outcome<T>> AskAsync<T>(
        HttpMethod method,
        string path,
        object? body,
        CancellationToken cancellationToken,
        Action<HttpRequestMessage>? prepare = null)
        where T : class
    {
        try
        {
            using var response = await SendAsync(method, path, body, prepare, cancellationToken);

            if (!response.IsSuccessStatusCode)
            {
                return await Problems.ReadAsync(response, cancellationToken);
            }

            return await response.Content.ReadFromJsonAsync<T>(cancellationToken)
                ?? throw new HttpRequestException($"The answer to {method} {path} is empty.");
        }
        catch (Exception fault) when (Problems.IsSilence(fault, cancellationToken))
        {
            return Problems.Unreachable;
        }
    }

    private async Task<Problem?> TellAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await SendAsync(method, path, body, prepare: null, cancellationToken);
            return response.IsSuccessStatusCode ? null : await Problems.ReadAsync(response, cancellationToken);
        }
        catch (Exception fault) when (Problems.IsSilence(fault, cancellationToken))
        {
            return Problems.Unreachable;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        object? body,
        Action<HttpRequestMessage>? prepare,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body, body.GetType());
        prepare?.Invoke(request);

        return await http.SendAsync(request, cancellationToken);
    }
}
