using NcAspire.Core.Channels;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;

namespace NcAspire.Core.Gateways;

/// <summary>
/// How an instance's gateway gets to its model: by the relay, which has the vendors' keys, or straight to the vendor where its owner says so;
/// and which secrets it has to have for that.
/// </summary>
public sealed class GatewayAccess(
    ISecretStore secrets, SecretReader reader, IssueRelayToken issue, RelayPlace relay, VendorAddresses vendors)
{
    /// <summary>The chosen model, else the usual one of a vendor that there is a key for. Null without any way to it.</summary>
    public async Task<ModelRoute?> RouteAsync(Instance instance, CancellationToken cancellationToken)
    {
        var saved = await secrets.ListAsync(instance.Id, cancellationToken);
        var choice = Choice(instance, saved);

        // Without a key for it the relay is asked all the same: it tells the owner in the chat what is missing.
        return DirectKey(instance, saved) is { } key ? new ModelRoute(choice, vendors.Of(choice.Vendor), key.Value)
            : relay.Address is { } address
                ? new ModelRoute(choice, new Uri($"{address.AbsoluteUri.TrimEnd('/')}/{choice.Vendor.Id}"), ModelRoute.RelayToken)
            : null;
    }

    /// <summary>Who writes down what is said in voice notes. Null when nobody does: the relay can't carry it.</summary>
    public async Task<SpeechRoute?> SpeechAsync(Instance instance, CancellationToken cancellationToken) =>
        instance.Direct && (await secrets.ListAsync(instance.Id, cancellationToken)).Any(secret => secret.Name == SecretCatalog.Deepgram.Name)
            ? SpeechRoute.Deepgram
            : null;

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
        var saved = await secrets.ListAsync(instance.Id, cancellationToken);
        foreach (var name in saved.Select(secret => secret.Name).Where(name => IsForGateway(instance, saved, name)))
        {
            if (await OpenAsync(instance.Id, name, cancellationToken) is { } value)
            {
                values[name.Value] = value;
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

    // Of the keys of models no more than the one that is used, and no token of a chat that is off.
    private static bool IsForGateway(Instance instance, IReadOnlyList<SecretSummary> saved, SecretName name) => SecretCatalog.Of(name).Route switch
    {
        SecretRoute.Gateway => instance.AllowLists.Any(list => list.Channel.Tokens.Contains(name) && list.IsOpen(saved)),
        SecretRoute.GatewayIfDirect => instance.Direct,
        SecretRoute.RelayOrGateway => name == DirectKey(instance, saved),
        _ => false,
    };

    private static SecretName? DirectKey(Instance instance, IReadOnlyList<SecretSummary> saved) => instance.Direct
        ? Choice(instance, saved).Vendor.Keys.FirstOrDefault(
            key => SecretCatalog.Of(key).Route is SecretRoute.RelayOrGateway && saved.Any(secret => secret.Name == key))
        : null;

    private static ModelChoice Choice(Instance instance, IReadOnlyList<SecretSummary> saved)
    {
        if (instance.Model is { } chosen)
        {
            return chosen;
        }

        var vendor = ModelVendors.All.FirstOrDefault(one => one.Keys.Any(key => saved.Any(secret => secret.Name == key)), ModelVendors.All[0]);
        return new ModelChoice(vendor, vendor.DefaultModel);
    }
}
