using Microsoft.Extensions.Logging;
using NcAspire.Core.Audit;

namespace NcAspire.Core.Secrets;

/// <summary>
/// Wraps the data keys of a part of all secrets with the current master key; the secrets themselves stay as they are. Called until none is
/// left. Whoever stops half-way loses nothing, and any number may call at once.
/// </summary>
public sealed partial class RotateKeys(IKeyUseStore secrets, IMasterKeys masters, ILogger<RotateKeys> logger)
{
    private const int BatchSize = 100;
    private const int MostPerCall = 500;

    /// <exception cref="VaultException">The current master key can't be had now. Nothing was changed.</exception>
    public async Task<KeyRotation> ExecuteAsync(Actor actor, CancellationToken cancellationToken)
    {
        await masters.RefreshAsync(cancellationToken);
        var current = await masters.CurrentAsync(cancellationToken);
        var (earlier, unreadable) = await EarlierAsync(current, cancellationToken);
        var rewrapped = 0;
        StoredSecret? last = null;
        do
        {
            var batch = await secrets.RewrapAsync(
                earlier.Keys, last, BatchSize, secret => Rewrap(secret, earlier[secret.Sealed.KeyId], current), actor, cancellationToken);
            rewrapped += batch.Rewrapped;
            unreadable += batch.Unreadable;
            last = batch.Last;
        }
        while (last is not null && rewrapped < MostPerCall);

        var uses = await secrets.ListAsync(cancellationToken);
        var left = uses.Where(use => use.KeyId != current.Id).Sum(use => use.Secrets);
        return new KeyRotation(current.Id, uses.Sum(use => use.Secrets), left, rewrapped, (int)Math.Min(unreadable, left));
    }

    // All keys are here before the first secret is locked: asking for one may take long.
    private async Task<(Dictionary<string, MasterKey> Keys, long Unreadable)> EarlierAsync(MasterKey current, CancellationToken cancellationToken)
    {
        var keys = new Dictionary<string, MasterKey>();
        var unreadable = 0L;
        foreach (var use in await secrets.ListAsync(cancellationToken))
        {
            try
            {
                if (use.KeyId != current.Id)
                {
                    keys.Add(use.KeyId, await masters.FindAsync(use.KeyId, cancellationToken));
                }
            }
            catch (VaultException fault)
            {
                unreadable += use.Secrets;
                Log.NoKey(logger, use.KeyId, use.Secrets, fault);
            }
        }

        return (keys, unreadable);
    }

    private SealedSecret? Rewrap(StoredSecret secret, MasterKey from, MasterKey to)
    {
        try
        {
            return Envelope.Rewrap(secret.Sealed, secret.Instance, secret.Name, from, to);
        }
        catch (VaultException fault)
        {
            Log.Unreadable(logger, secret.Name.Value, secret.Instance.Value, fault);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The master key {Key} can't be had, so {Secrets} secrets stay wrapped with it.")]
        public static partial void NoKey(ILogger logger, string key, long secrets, Exception exception);

        [LoggerMessage(LogLevel.Error, "{Secret} of the instance {Instance} can't be opened and stays as it is.")]
        public static partial void Unreadable(ILogger logger, string secret, Guid instance, Exception exception);
    }
}
