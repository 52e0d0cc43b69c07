using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace NcAspire.Cli.Operating;

/// <summary>The operators' part of the API of a running service.</summary>
public sealed class OperatorApi : IDisposable
{
    private readonly HttpClient _http;

    private OperatorApi(Uri address, string token)
    {
        _http = new HttpClient { BaseAddress = new Uri(address, "/api/ops/"), Timeout = TimeSpan.FromMinutes(1) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <param name="tokenFile">A file with the operators' token. The token itself never stands on a command line, which others can see.</param>
    /// <exception cref="CommandException">The file can't be read.</exception>
    public static OperatorApi Open(Uri address, string tokenFile)
    {
        try
        {
            return new OperatorApi(address, File.ReadAllText(tokenFile).Trim());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The operators' token is not in {tokenFile}; name its file by --token-file.", fault);
        }
    }

    /// <exception cref="CommandException">The service is not there or refuses.</exception>
    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Get, path, cancellationToken);

    /// <exception cref="CommandException">The service is not there or refuses.</exception>
    public Task<T> PostAsync<T>(string path, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Post, path, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await _http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new CommandException(Refusal(response.StatusCode));
            }

            return await response.Content.ReadFromJsonAsync<T>(cancellationToken) ?? throw NoAnswer(null);
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or NotSupportedException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw NoAnswer(fault);
        }
    }

    private static string Refusal(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "The service does not take this token; is it the operators' token of this service?",
        HttpStatusCode.NotFound => "The service has no operators' token configured (Ops:TokenHash), so this part of it is closed.",
        HttpStatusCode.TooManyRequests => "Too many wrong tokens came from here; wait a quarter of an hour.",
        HttpStatusCode.ServiceUnavailable => "The service can't reach its database or its vault right now; try again in a moment. Nothing was lost.",
        _ => $"The service answered {(int)status}; its log says why.",
    };

    private CommandException NoAnswer(Exception? fault) =>
        new($"There is no service at {_http.BaseAddress?.GetLeftPart(UriPartial.Authority)}; name its address by --address.", fault);
}
