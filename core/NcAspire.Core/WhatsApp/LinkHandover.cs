using System.Threading.Channels;

namespace NcAspire.Core.WhatsApp;

/// <summary>Hands attempts that this process began to its own worker, at once and without a detour through the database.</summary>
public sealed class LinkHandover
{
    private readonly Channel<HeldLink> _links = Channel.CreateUnbounded<HeldLink>();

    public void Add(HeldLink link) => _links.Writer.TryWrite(link);

    public IAsyncEnumerable<HeldLink> ReadAllAsync(CancellationToken cancellationToken) =>
        _links.Reader.ReadAllAsync(cancellationToken);
}
