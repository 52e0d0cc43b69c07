using System.Net;

namespace NcAspire.Testing;

/// <summary>Answers by "METHOD path" and fails the test on a request that nobody expected.</summary>
public sealed class StubHttp : HttpMessageHandler
{
    private readonly Dictionary<string, Func<HttpResponseMessage>> _answers = [];

    public List<string> Requests { get; } = [];

    public StubHttp On(string request, HttpStatusCode status, string body = "")
    {
        _answers[request] = () => new HttpResponseMessage(status) { Content = new StringContent(body) };
        return this;
    }

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var key = $"{request.Method} {request.RequestUri!.PathAndQuery}";
        Requests.Add(key);

        return _answers.TryGetValue(key, out var answer)
            ? Task.FromResult(answer())
            : throw new InvalidOperationException($"Unexpected request: {key}");
    }
}
