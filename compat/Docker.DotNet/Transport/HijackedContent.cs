#nullable enable
using System.Net;

namespace Docker.DotNet;

/// <summary>The answer of an engine that from now on speaks raw bytes over the connection, in both directions.</summary>
internal sealed class HijackedContent(HijackedStream stream) : HttpContent
{
    /// <summary>Marks a request whose connection is wanted.</summary>
    public static readonly HttpRequestOptionsKey<bool> Wanted = new("Docker.DotNet.Hijack");

    public HijackedStream Stream => stream;

    protected override Task SerializeToStreamAsync(Stream target, TransportContext? context) => stream.CopyToAsync(target);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(stream);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
