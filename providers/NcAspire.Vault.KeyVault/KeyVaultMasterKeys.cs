using System.Collections.Concurrent;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NcAspire.Core.Secrets;

namespace NcAspire.Vault.KeyVault;

/// <summary>Master keys that are the versions of one secret. A version never changes, so whatever was read once is kept.</summary>
internal sealed partial class KeyVaultMasterKeys(
    SecretClient client, IOptions<KeyVaultOptions> options, TimeProvider clock, ILogger<KeyVaultMasterKeys> logger) : IMasterKeys, IDisposable
{
    private const string Prefix = "kv-";

    private readonly string _secret = options.Value.Secret ?? throw new InvalidOperationException("No secret is named.");
    private readonly ConcurrentDictionary<string, MasterKey> _keys = [];
    private readonly SemaphoreSlim _turn = new(1);
    private volatile MasterKey? _current;

    public void Dispose() => _turn.Dispose();

    public async ValueTask<MasterKey> CurrentAsync(CancellationToken cancellationToken) =>
        _current ?? await AskAsync(version: null, () => _current, cancellationToken);

    public async ValueTask<MasterKey> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (_keys.TryGetValue(id, out var known))
        {
            return known;
        }

        // Ids come from the database: only what can be a version is asked for.
        var version = id.StartsWith(Prefix, StringComparison.Ordinal) ? id[Prefix.Length..] : "";
        return version is { Length: > 0 and <= 64 } && version.All(char.IsAsciiLetterOrDigit)
            ? await AskAsync(version, () => _keys.GetValueOrDefault(id), cancellationToken)
            : throw new VaultException($"The master key {id} is no version of a Key Vault's secret.", isTransient: false);
    }

    /// <summary>Asks which version is the current one. Whatever was current stays so when that can't be told.</summary>
    /// <exception cref="VaultException">It can't be told now.</exception>
    public Task RefreshAsync(CancellationToken cancellationToken) => AskAsync(version: null, () => null, cancellationToken);

    /// <summary>One question at a time: of many who need the same key at once, the first asks for all.</summary>
    /// <param name="version">Null asks for the current one.</param>
    /// <param name="known">What somebody before has found out meanwhile.</param>
    private async Task<MasterKey> AskAsync(string? version, Func<MasterKey?> known, CancellationToken cancellationToken)
    {
        // The client's own timeouts are per try, and it waits as long as Retry-After says.
        using var patience = new CancellationTokenSource(options.Value.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await _turn.WaitAsync(either.Token);
            try
            {
                return known() ?? Keep(await client.GetSecretAsync(_secret, version, either.Token), version);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (Exception fault) when (fault is not VaultException && !cancellationToken.IsCancellationRequested)
        {
            throw KeyVaultFaults.Of(fault, _secret, version);
        }
    }

    private MasterKey Keep(KeyVaultSecret secret, string? asked)
    {
        var version = secret.Properties.Version;
        if (string.IsNullOrEmpty(version) || (asked is not null && asked != version))
        {
            throw new VaultException($"The Key Vault answered another version of its secret {_secret} than the one asked for.", isTransient: false);
        }

        var id = Prefix + version;
        var value = MasterKey.TryDecode(secret.Value ?? "") ?? throw new VaultException(
            $"Version {version} of the Key Vault's secret {_secret} is not the base64 of {MasterKey.Length} bytes, so it is no master key.",
            isTransient: false);
        var key = _keys.GetOrAdd(id, new MasterKey(id, value));
        if (asked is null && Interlocked.Exchange(ref _current, key)?.Id != id)
        {
            Log.Current(logger, id);
        }

        return key;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "New secrets are wrapped with the master key {Key} from now on.")]
        public static partial void Current(ILogger logger, string key);
    }
}
