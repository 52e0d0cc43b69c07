using NcAspire.Core.Channels;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;

namespace NcAspire.Core.Gateways;

/// <summary>How an instance's gateway gets to its model, always by the relay, which has the vendors' keys; and which secrets it has to have.</summary>
public sealed class GatewayAccess(ISecretStore secrets, SecretReader reader, IssueRelayToken issue, RelayPlace relay)
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

    /// <summary>All secrets of a gateway that does not run, with a new token for the relay; the one before ends with this.</summary>
    /// <exception cref="ProviderException">A secret of the owner can't be opened.</exception>
    public async Task<GatewaySecrets> RenewSecretsAsync(Instance instance, CancellationToken cancellationToken)
    {
        var values = (await OwnersSecretsAsync(instance, cancellationToken)).Values.ToDictionary();
        if (await issue.ExecuteAsync(instance.Id, cancellationToken) is { } token)
        {
            values[ModelRoute.RelayToken] = token;
        }

        return new GatewaySecrets(values);
    }

    /// <summary>What a running gateway has to have of its owner's secrets now. Its token for the relay stays.</summary>
    /// <exception cref="ProviderException">One of them can't be opened.</exception>
    public async Task<GatewaySecrets> OwnersSecretsAsync(Instance instance, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string>();
        foreach (var secret in await secrets.ListAsync(instance.Id, cancellationToken))
        {
            if (SecretCatalog.Of(secret.Name).Use is SecretUse.Channel
                && await OpenAsync(instance.Id, secret.Name, cancellationToken) is { } value)
            {
                values[secret.Name.Value] = value;
            }
        }

        return new GatewaySecrets(values);
    }

    /// <summary>The chats beside WhatsApp that are on.</summary>
    public async Task<IReadOnlyList<AllowList>> ChannelsAsync(Instance instance, CancellationToken cancellationToken)
    {
        if (instance.AllowLists.Count is 0)
        {
            return [];
        }

        var saved = await secrets.ListAsync(instance.Id, cancellationToken);
        return [.. instance.AllowLists.Where(list => list.IsOpen(saved))];
    }

    private async Task<string?> OpenAsync(InstanceId instance, SecretName name, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.OpenAsync(instance, name, cancellationToken);
        }
        catch (VaultException fault)
        {
            throw new ProviderException(
                fault.IsTransient
                    ? "The vault of keys can't be reached. Nothing was changed; it is tried again."
                    : $"{SecretCatalog.Of(name).Label}: what is saved as {name} can't be read any more. Save it again, or remove it.",
                fault.IsTransient,
                fault);
        }
    }

    // Without any key the relay is asked all the same: it tells the owner in the chat what is missing.
    private static ModelChoice Usual(IReadOnlyList<SecretSummary> saved)
    {
        var vendor = ModelVendors.All.FirstOrDefault(one => one.Keys.Any(key => saved.Any(secret => secret.Name == key)), ModelVendors.All[0]);
        return new ModelChoice(vendor, vendor.DefaultModel);
    }
}
