using System.Threading.Channels;

namespace NcAspire.Core.WhatsApp;

/// <summary>Hands attempts that this process began to its own worker, at once and without a detour through the database.</summary>
public sealed class LinkHandover
{
    private readonly Channel<WhatsAppLink> _links = Channel.CreateUnbounded<WhatsAppLink>();

    public void Add(WhatsAppLink link) => _links.Writer.TryWrite(link);

    public IAsyncEnumerable<WhatsAppLink> ReadAllAsync(CancellationToken cancellationToken) =>
        _links.Reader.ReadAllAsync(cancellationToken);
}
