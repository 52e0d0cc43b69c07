using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Net.Http.Client;

namespace Docker.DotNet;

/// <inheritdoc cref="IDockerClient"/>
public sealed class DockerClient : IDockerClient
{
    private readonly HttpClient _client;
    private readonly Uri _base;

    internal DockerClient(DockerClientConfiguration configuration, Version requestedApiVersion)
    {
        Configuration = configuration;
        DefaultTimeout = configuration.DefaultTimeout;
        Containers = new ContainerOperations(this);
        Images = new ImageOperations(this);
        Networks = new NetworkOperations(this);
        Volumes = new VolumeOperations(this);
        System = new SystemOperations(this);
        Exec = new ExecOperations(this);

        var address = EngineAddress.Parse(configuration.EndpointBaseUri, configuration.Credentials.IsTlsCredentials());
        _base = requestedApiVersion is null ? address.HttpBase : new Uri(address.HttpBase, $"v{requestedApiVersion}/");
        _client = new HttpClient(configuration.Credentials.GetHandler(new ManagedHandler(address)), disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public DockerClientConfiguration Configuration { get; }

    public TimeSpan DefaultTimeout { get; set; }

    public IContainerOperations Containers { get; }

    public IImageOperations Images { get; }

    public INetworkOperations Networks { get; }

    public IVolumeOperations Volumes { get; }

    public ISystemOperations System { get; }

    public IExecOperations Exec { get; }

    public void Dispose()
    {
        Configuration.Dispose();
        _client.Dispose();
    }

    /// <summary>Asks and takes the whole answer.</summary>
    internal async Task<HttpStatusCode> SendAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        using var response = await AnswerAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        return response.StatusCode;
    }

    /// <summary>Asks and reads the answer as JSON.</summary>
    internal async Task<T> ReadAsync<T>(EngineRequest request, CancellationToken cancellationToken)
    {
        using var response = await AnswerAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return await EngineJson.ReadAsync<T>(body, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks and leaves the body to the caller, who disposes of the answer or of its stream.</summary>
    internal Task<HttpResponseMessage> OpenAsync(EngineRequest request, CancellationToken cancellationToken) =>
        AnswerAsync(request with { Timeout = Timeout.InfiniteTimeSpan }, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    internal async Task<Stream> OpenStreamAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        var response = await OpenAsync(request, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks and takes the connection over.</summary>
    internal async Task<HijackedStream> HijackAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        var response = await OpenAsync(request with { Hijack = true }, cancellationToken).ConfigureAwait(false);
        if (response.Content is HijackedContent content)
        {
            return content.Stream;
        }

        response.Dispose();
        throw new NotSupportedException("The handler that the credentials made does not give connections away.");
    }

    /// <summary>Asks and reports one object after the other until there is no more.</summary>
    internal async Task ReportAsync<T>(EngineRequest request, IProgress<T> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        await foreach (var item in StreamAsync<T>(request, cancellationToken).ConfigureAwait(false))
        {
            progress.Report(item);
        }
    }

    private async IAsyncEnumerable<T> StreamAsync<T>(EngineRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(request, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var item in EngineJson.ReadManyAsync<T>(body, cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(
        EngineRequest request,
        HttpCompletionOption completion,
        CancellationToken cancellationToken)
    {
        var timeout = request.Timeout ?? DefaultTimeout;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(timeout);
        HttpResponseMessage response = null;
        try
        {
            response = await _client.SendAsync(Message(request), completion, limited.Token).ConfigureAwait(false);
            await ThrowUnlessSuccessAsync(response, request, limited.Token).ConfigureAwait(false);
            return response;
        }
        catch (Exception exception)
        {
            response?.Dispose();
            if (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested && limited.IsCancellationRequested)
            {
                throw new TaskCanceledException($"The engine did not answer within {timeout}.", new TimeoutException(), limited.Token);
            }

            throw;
        }
    }

    private static async Task ThrowUnlessSuccessAsync(
        HttpResponseMessage response,
        EngineRequest request,
        CancellationToken cancellationToken)
    {
        // 304: started, or stopped, already. 101: the connection changes hands, where that was asked for.
        if (response.IsSuccessStatusCode
            || response.StatusCode is HttpStatusCode.NotModified
            || (response.StatusCode is HttpStatusCode.SwitchingProtocols && request.Hijack))
        {
            return;
        }

        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        throw response.StatusCode is HttpStatusCode.NotFound && request.Missing is { } missing
            ? missing(response.StatusCode, body)
            : new DockerApiException(response.StatusCode, body);
    }

    private HttpRequestMessage Message(EngineRequest request)
    {
        var message = new HttpRequestMessage(request.Method, new Uri(_base, $"{request.Path}{QueryString.Of(request.Query)}"))
        {
            Content = request.Body,
        };
        message.Headers.Add("User-Agent", "Docker.DotNet");
        foreach (var (name, value) in Configuration.DefaultHttpRequestHeaders.Concat(request.Headers))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.Hijack)
        {
            message.Options.Set(HijackedContent.Wanted, true);
            message.Headers.Connection.Add("Upgrade");
            message.Headers.TryAddWithoutValidation("Upgrade", "tcp");
        }

        // An engine that refuses says so before it has read the tar, and hangs up: asked first, its reason is not lost in a broken pipe.
        message.Headers.ExpectContinue = request.Body is StreamContent ? true : null;
        return message;
    }
}
