namespace NcAspire.Core.Secrets;

/// <summary>A key that wraps the data keys of secrets.</summary>
/// <param name="Id">Names it in every secret that it wraps; says nothing of its value.</param>
/// <param name="Value">32 bytes.</param>
public sealed record MasterKey(string Id, ReadOnlyMemory<byte> Value)
{
    /// <summary>Length of <see cref="Value"/>.</summary>
    public const int Length = 32;

    /// <summary>The 32 bytes of a key as people and vaults write it, base64; null when the text is no such thing.</summary>
    public static byte[]? TryDecode(string text)
    {
        var value = new byte[Length];
        return Convert.TryFromBase64String(text.Trim(), value, out var length) && length is Length ? value : null;
    }

    /// <summary>The id alone, so that no log can have the key.</summary>
    public override string ToString() => Id;
}
