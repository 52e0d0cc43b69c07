using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace NcAspire.Cli.Operations;

/// <summary>The operators' part of the API of a running stack.</summary>
public sealed class OperatorApi(Uri api, string token) : IDisposable
{
    /// <summary>Where functions listen under <c>./nc up</c>.</summary>
    public static string DefaultAddress { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"http://localhost:{(ushort.TryParse(Environment.GetEnvironmentVariable(StackPorts.FunctionsVariable), out var port) ? port : StackPorts.Default.Functions)}");

    // Without limit: a check of a long log takes as long as it takes, and Ctrl+C ends it.
    private readonly HttpClient _http = new() { BaseAddress = new Uri(api, "/api/ops/"), Timeout = Timeout.InfiniteTimeSpan };

    /// <param name="address">Of functions, such as <c>http://localhost:7071</c>.</param>
    /// <param name="tokenFile">Holds the operators' token; null for the one that <c>./nc up</c> keeps in the data folder.</param>
    /// <param name="data">The data folder.</param>
    /// <exception cref="CommandException">The address is none, or there is no token.</exception>
    public static OperatorApi Open(string address, string? tokenFile, string data)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var api) || api.Scheme is not ("http" or "https"))
        {
            throw new CommandException($"--api takes an address such as {DefaultAddress}.");
        }

        var file = tokenFile ?? Path.Combine(data, "ops", "token");
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } token && !token.AsSpan().ContainsAnyExceptInRange('!', '~')
                ? new OperatorApi(api, token)
                : throw new CommandException($"{file} holds no token.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                $"The operators' token can't be read from {file}; name its file by --token-file, or set NC_DATA to the data folder of the stack.",
                exception);
        }
    }

    /// <exception cref="CommandException">Nobody answers, or not with what was asked for.</exception>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, cancellationToken);

    /// <exception cref="CommandException">Nobody answers, or not with what was asked for.</exception>
    public Task<JsonElement> PostAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(cancellationToken)),
                HttpStatusCode.Unauthorized => throw new CommandException($"{api} doesn't know the token; --token-file names another one."),
                HttpStatusCode.ServiceUnavailable => throw new CommandException(
                    $"{api} can't reach its database or its vault right now; try again in a moment. Nothing was lost."),
                HttpStatusCode.NotFound => throw new CommandException($"{api} has no part for operators: its Ops:TokenHash is not set."),
                var status => throw new CommandException($"{api} answered {(int)status}; its log says more."),
            };
        }
        catch (HttpRequestException exception)
        {
            throw new CommandException($"Nothing answers at {api}; start the stack, or name its address by --api.", exception);
        }
        catch (JsonException exception)
        {
            throw new CommandException($"What answers at {api} is no API of NcAspire.", exception);
        }
    }
}
