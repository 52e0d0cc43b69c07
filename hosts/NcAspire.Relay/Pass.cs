using System.Collections.Concurrent;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;
using NcAspire.Core.Signals;

namespace NcAspire.Relay;

/// <summary>What a token opens, with the keys that were needed so far. It is thrown away as a whole.</summary>
internal sealed class Pass(RelayGrant grant, ISignal signal, SecretReader secrets, TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<SecretName, string?> _keys = [];
    private readonly long _readAt = clock.GetTimestamp();
    private volatile bool _isOld;

    public RelayGrant Grant { get; } = grant;

    /// <summary>Something of the instance changed since it was read, or it was read too long ago for lost signals not to matter.</summary>
    public bool IsOld(TimeSpan age)
    {
        _isOld = _isOld || signal.TryTake() || clock.GetElapsedTime(_readAt) >= age;
        return _isOld;
    }

    /// <summary>The first key that there is for a vendor; null when there is none.</summary>
    /// <exception cref="VaultException">It is there and can't be opened.</exception>
    public async ValueTask<VendorKey?> FindKeyAsync(ModelVendor vendor, CancellationToken cancellationToken)
    {
        foreach (var name in vendor.Keys)
        {
            if (!_keys.TryGetValue(name, out var value))
            {
                value = await secrets.OpenAsync(Grant.Instance, name, cancellationToken);
                _keys.TryAdd(name, value);
            }

            if (value is not null)
            {
                return new VendorKey(name, value);
            }
        }

        return null;
    }

    public void Dispose() => signal.Dispose();
}
