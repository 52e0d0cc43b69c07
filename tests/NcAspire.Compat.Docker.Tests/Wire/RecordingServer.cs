using System.Collections.Concurrent;

namespace NcAspire.Compat.Docker.Tests.Wire;

/// <summary>Keeps what it was asked and answers each question by the same JSON.</summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Head, string Body)> _requests = new();
    private readonly RawServer _server;

    public RecordingServer(string answer) => _server = RawServer.Unix(async connection =>
    {
        while (await connection.ReadHeadAsync() is { } head)
        {
            var body = head.Contains("Content-Length: ", StringComparison.Ordinal) ? await connection.ReadBodyAsync(head) : "";
            _requests.Enqueue((head, body));
            await connection.SendJsonAsync(answer);
        }
    });

    public Uri Address => _server.Address;

    public IReadOnlyList<(string Head, string Body)> Requests => [.. _requests];

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
