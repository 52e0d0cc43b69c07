namespace NcAspire.Core.Secrets;

/// <summary>A secret can't be written or read: its master key is not to be had, or what is stored is not what was written.</summary>
/// <param name="message">One sentence for the log and for operators. Never a secret or a key.</param>
/// <param name="isTransient">The same request may succeed later.</param>
public sealed class VaultException(string message, bool isTransient, Exception? inner = null) : Exception(message, inner)
{
    public bool IsTransient { get; } = isTransient;

    /// <summary>The master key is there; it is this one secret that does not open with it. Writing it anew helps.</summary>
    public bool IsOfOneSecret { get; init; }
}
