using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;

namespace NcAspire.Core.Relay;

/// <summary>Gives an instance a new token for the relay; the one before ends with it.</summary>
public sealed class IssueRelayToken(IRelayStore store)
{
    /// <summary>The token, which nobody can read again; null when there is no such instance.</summary>
    public async Task<string?> ExecuteAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        var token = Token.New();
        return await store.IssueTokenAsync(instance, Token.Hash(token), cancellationToken) ? token : null;
    }
}
