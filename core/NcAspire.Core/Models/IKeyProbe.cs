using NcAspire.Core.Secrets;

namespace NcAspire.Core.Models;

/// <summary>Asks vendors what they say to a key, by a request that costs nothing.</summary>
public interface IKeyProbe
{
    /// <summary>Never faults for the vendor's sake: whatever keeps it from answering is <see cref="KeyVerdict.Unknown"/>.</summary>
    Task<KeyVerdict> AskAsync(ModelVendor vendor, SecretName name, string key, CancellationToken cancellationToken);
}
