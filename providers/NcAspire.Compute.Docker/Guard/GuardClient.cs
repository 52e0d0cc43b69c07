using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker.Guard;

/// <summary>The one set of connections to the guard. Whatever is no answer of it is one transient fault.</summary>
internal sealed class GuardClient : IDisposable
{
    private const int MaxAnswer = 16 << 20;

    // Beyond what the guard itself allows: waiting for a turn there, and the way there and back.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http;
    private readonly AuthenticationHeaderValue _token;
    private readonly TimeProvider _clock;

    public GuardClient(IOptions<DockerGuardOptions> options, TimeProvider clock)
    {
        var address = GuardAddress.TryParse(options.Value.Address)
            ?? throw new InvalidOperationException("The address of the guard was not validated.");
        _clock = clock;
        _token = new AuthenticationHeaderValue("Bearer", GuardToken.Read(options.Value.TokenPath));
        _http = new HttpClient(NewHandler(address))
        {
            BaseAddress = new Uri(address.Socket is null ? address.ToString() : "http://localhost"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswer,
        };
    }

    /// <param name="verb">What is asked for.</param>
    /// <param name="request">Its body.</param>
    /// <param name="read">Makes of the answer what the caller wants; throws <see cref="JsonException"/> when it makes no sense.</param>
    /// <param name="extra">Time on top of the verb's own limit.</param>
    /// <param name="cancellationToken">Breaks the call off, here and there.</param>
    /// <exception cref="ProviderException">As the guard told it, or transient when it did not answer.</exception>
    public async Task<T> CallAsync<TRequest, TAnswer, T>(
        GuardVerb<TRequest, TAnswer> verb, TRequest request, Func<TAnswer, T> read, TimeSpan extra, CancellationToken cancellationToken)
        where TRequest : class, IGuardRequest
        where TAnswer : class
    {
        using var limit = new CancellationTokenSource(verb.Limit + extra + _patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);

        return await AnswerAsync(
            async () =>
            {
                using var response = await SendAsync(verb, request, HttpCompletionOption.ResponseContentRead, either.Token);
                return read(await ReadAsync<TAnswer>(response, either.Token));
            },
            cancellationToken);
    }

    /// <summary>The answer of <see cref="GuardVerbs.Watch"/>, once it has begun.</summary>
    /// <exception cref="ProviderException">As the guard told it, or transient when it did not answer.</exception>
    public Task<HttpResponseMessage> OpenWatchAsync(CancellationToken cancellationToken) => AnswerAsync(
        async () =>
        {
            using var limit = new CancellationTokenSource(_patience, _clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            var response = await SendAsync(GuardVerbs.Watch, new NothingRequest(), HttpCompletionOption.ResponseHeadersRead, either.Token);

            if (response.StatusCode is not HttpStatusCode.OK)
            {
                using (response)
                {
                    throw await FaultAsync(response, either.Token);
                }
            }

            return response;
        },
        cancellationToken);

    public void Dispose() => _http.Dispose();

    /// <summary>What is said when there is no answer that makes sense.</summary>
    public static ProviderException NoAnswer(Exception? reason = null) =>
        new("The Docker guard does not answer.", isTransient: true, reason);

    /// <exception cref="ProviderException">The problem is the guard's, or none at all.</exception>
    public static ProviderException FaultOf(ReadOnlySpan<byte> problem)
    {
        try
        {
            return JsonSerializer.Deserialize<GuardProblem>(problem, GuardJson.Wire) is { } told && told.IsTold
                ? new ProviderException(told.Detail, told.IsTransient)
                : NoAnswer();
        }
        catch (JsonException fault)
        {
            return NoAnswer(fault);
        }
    }

    private static async Task<T> AnswerAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or JsonException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw NoAnswer(fault);
        }
    }

    private async Task<HttpResponseMessage> SendAsync<TRequest>(
        GuardVerb verb, TRequest request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, GuardJson.Wire);
        if (body.Length > verb.MaxBody)
        {
            throw new ProviderException(
                $"What is sent to the Docker guard may have at most {verb.MaxBody >> 10} KiB.", isTransient: false);
        }

        try
        {
            return await SendOnceAsync(verb, body, completion, cancellationToken);
        }
        catch (HttpRequestException ended) when (ended.HttpRequestError is HttpRequestError.ResponseEnded)
        {
            // The guard was restarted, and the connection was one to the guard before. Every verb may be repeated.
            return await SendOnceAsync(verb, body, completion, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        GuardVerb verb, byte[] body, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, verb.Path)
        {
            Headers = { Authorization = _token },
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        return await _http.SendAsync(message, completion, cancellationToken);
    }

    private static async Task<TAnswer> ReadAsync<TAnswer>(HttpResponseMessage response, CancellationToken cancellationToken)
        where TAnswer : class
    {
        if (response.StatusCode is not HttpStatusCode.OK)
        {
            throw await FaultAsync(response, cancellationToken);
        }

        return JsonSerializer.Deserialize<TAnswer>(await response.Content.ReadAsByteArrayAsync(cancellationToken), GuardJson.Wire)
            ?? throw NoAnswer();
    }

    private static async Task<ProviderException> FaultAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.Content.Headers.ContentType?.MediaType is GuardProblem.ContentType
            ? FaultOf(await response.Content.ReadAsByteArrayAsync(cancellationToken))
            : NoAnswer();

    // The guard is on this computer: no proxy of the environment, no redirects, no cookies.
    private static SocketsHttpHandler NewHandler(GuardAddress address)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            MaxConnectionsPerServer = 192,
            MaxResponseHeadersLength = 16,
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
        };

        if (address.Socket is { } path)
        {
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken);
        }

        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
