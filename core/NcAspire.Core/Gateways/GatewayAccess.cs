using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;

namespace NcAspire.Core.Gateways;

/// <summary>How an instance's gateway gets to its model: always by the relay, which has the vendors' keys.</summary>
public sealed class GatewayAccess(ISecretStore secrets, IssueRelayToken issue, RelayPlace relay)
{
    /// <summary>The chosen model, else the usual one of a vendor that there is a key for. Null without a relay.</summary>
    public async Task<ModelRoute?> RouteAsync(Instance instance, CancellationToken cancellationToken)
    {
        if (relay.Address is not { } address)
        {
            return null;
        }

        var choice = instance.Model ?? Usual(await secrets.ListAsync(instance.Id, cancellationToken));
        return new ModelRoute(choice, new Uri($"{address.AbsoluteUri.TrimEnd('/')}/{choice.Vendor.Id}"), ModelRoute.RelayToken);
    }

    /// <summary>New secrets for a gateway that does not run; those it had before end with this.</summary>
    public async Task<GatewaySecrets> RenewSecretsAsync(InstanceId instance, CancellationToken cancellationToken) =>
        new(await issue.ExecuteAsync(instance, cancellationToken) is { } token
            ? new Dictionary<string, string> { [ModelRoute.RelayToken] = token }
            : []);

    // Without any key the relay is asked all the same: it tells the owner in the chat what is missing.
    private static ModelChoice Usual(IReadOnlyList<SecretSummary> saved)
    {
        var vendor = ModelVendors.All.FirstOrDefault(one => one.Keys.Any(key => saved.Any(secret => secret.Name == key)), ModelVendors.All[0]);
        return new ModelChoice(vendor, vendor.DefaultModel);
    }
}
