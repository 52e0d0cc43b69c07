using System.Threading.Channels;

namespace NcAspire.Compat.Functions.Tests;

/// <summary>What the functions of a test did, in order; reading waits for the next entry.</summary>
public sealed class Journal
{
    private readonly Channel<string> _entries = Channel.CreateUnbounded<string>();

    public void Add(string entry) => _entries.Writer.TryWrite(entry);

    public async Task<string> NextAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        return await _entries.Reader.ReadAsync(patience.Token);
    }

    public IReadOnlyList<string> Rest()
    {
        var rest = new List<string>();
        while (_entries.Reader.TryRead(out var entry))
        {
            rest.Add(entry);
        }

        return rest;
    }
}
