using NcAspire.Core.Secrets;

namespace NcAspire.Core.Gateways;

/// <summary>The way from a gateway to who writes down what is said in voice notes.</summary>
/// <param name="Vendor">OpenClaw's id of it.</param>
/// <param name="Key">Which of its <see cref="GatewaySecrets"/> it shows there.</param>
public sealed record SpeechRoute(string Vendor, string Model, Uri Address, string Key)
{
    /// <summary>As docs/providers/deepgram of OpenClaw 2026.9.6 has it.</summary>
    public static SpeechRoute Deepgram { get; } =
        new("deepgram", "nova-3", new Uri("https://api.deepgram.com/v1"), SecretCatalog.Deepgram.Name.Value);
}
