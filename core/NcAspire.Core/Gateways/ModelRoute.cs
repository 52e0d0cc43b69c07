using NcAspire.Core.Models;

namespace NcAspire.Core.Gateways;

/// <summary>The way from a gateway to its model.</summary>
/// <param name="Address">What the gateway puts its paths behind: the relay's part for the vendor, or the vendor itself.</param>
/// <param name="Key">Which secret it shows there: the relay's token, or the vendor's key.</param>
public sealed record ModelRoute(ModelChoice Choice, Uri Address, string Key)
{
    /// <summary>The name of the relay's token among <see cref="GatewaySecrets"/>.</summary>
    public const string RelayToken = "relay";
}
