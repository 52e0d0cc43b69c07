using System.Text.Json;

namespace NcAspire.Functions.Tests;

/// <summary>Reads server-sent events.</summary>
public sealed class EventReader(HttpResponseMessage response, Stream body) : IDisposable
{
    private readonly StreamReader _reader = new(body);

    public int Status => (int)response.StatusCode;

    public string? ContentType => response.Content.Headers.ContentType?.MediaType;

    /// <summary>The next event, or null when the stream has ended. A comment is an event named ":".</summary>
    public async Task<(string Name, JsonElement Data)?> NextAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        var name = "";
        var data = "";
        while (await _reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = line["data: ".Length..];
            }
            else if (line.StartsWith(':'))
            {
                name = ":";
                data = "null";
            }
            else if (line.Length is 0 && name.Length > 0)
            {
                return (name, JsonSerializer.Deserialize<JsonElement>(data));
            }
        }

        return null;
    }

    /// <summary>Reads on until an event of this name that fits.</summary>
    public async Task<JsonElement> UntilAsync(string name, Func<JsonElement, bool>? fits = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await NextAsync() is { } next)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), $"No fitting event {name} came.");
            if (next.Name == name && (fits is null || fits(next.Data)))
            {
                return next.Data;
            }
        }

        throw new InvalidOperationException($"The stream ended before the event {name}.");
    }

    public void Dispose()
    {
        _reader.Dispose();
        response.Dispose();
    }
}
