namespace NcAspire.Core.Compute;

/// <summary>A provider or a gateway could not do what was asked.</summary>
/// <param name="message">One sentence for people, without secrets; it may be shown to the owner.</param>
/// <param name="isTransient">Trying again later may help.</param>
public sealed class ProviderException(string message, bool isTransient, Exception? innerException = null)
    : Exception(message, innerException)
{
    public bool IsTransient { get; } = isTransient;
}
