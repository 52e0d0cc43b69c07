namespace NcAspire.Core.Secrets;

/// <summary>What a secret opens.</summary>
public enum SecretUse
{
    /// <summary>The models of one vendor.</summary>
    Model,

    /// <summary>Turning speech into text.</summary>
    Speech,

    /// <summary>A chat beside WhatsApp. Its token has to be in the gateway.</summary>
    Channel,
}
