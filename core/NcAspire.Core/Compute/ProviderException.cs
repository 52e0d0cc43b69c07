using System.Text;

namespace NcAspire.Core.Compute;

/// <summary>A provider or a gateway could not do what was asked.</summary>
/// <param name="message">One sentence for people, without secrets; it may be shown to the owner.</param>
/// <param name="isTransient">Trying again later may help.</param>
public sealed class ProviderException(string message, bool isTransient, Exception? innerException = null)
    : Exception(Sentence(message), innerException)
{
    private const int LongestSentence = 500;

    public bool IsTransient { get; } = isTransient;

    // Backends and gateways are quoted, and a gateway may say anything: what is shown and stored stays short and plain.
    private static string Sentence(string message)
    {
        var plain = string.Concat(message.EnumerateRunes().Select(r => Rune.IsControl(r) ? " " : r.ToString()));
        if (plain.Length <= LongestSentence)
        {
            return plain;
        }

        var end = char.IsHighSurrogate(plain[LongestSentence - 1]) ? LongestSentence - 1 : LongestSentence;
        return $"{plain.AsSpan(0, end)}…";
    }
}
