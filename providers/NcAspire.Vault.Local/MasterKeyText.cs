using System.Security.Cryptography;
using NcAspire.Core.Secrets;

namespace NcAspire.Vault.Local;

/// <summary>A master key as people write it: base64 of its 32 bytes.</summary>
internal static class MasterKeyText
{
    private const int IdDigits = 16;

    /// <param name="setting">Where it stands, for the complaint.</param>
    /// <exception cref="InvalidOperationException">It is none. The text is never repeated.</exception>
    public static MasterKey Parse(string text, string setting) =>
        MasterKey.TryDecode(text) is { } value
            ? new MasterKey($"local-{Convert.ToHexStringLower(SHA256.HashData(value))[..IdDigits]}", value)
            : throw new InvalidOperationException(
                $"{setting} is not the base64 of {MasterKey.Length} bytes, so it is no master key; ./nc keys new prints one.");
}
