namespace NcAspire.Core.Relay;

/// <summary>Section <c>Relay</c> of those who set gateways up: where the relay is.</summary>
public sealed class RelayPlace
{
    /// <summary>Its base address as gateways reach it; null when there is no relay, and gateways have no model then.</summary>
    public Uri? Address { get; set; }
}
