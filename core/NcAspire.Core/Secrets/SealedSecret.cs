namespace NcAspire.Core.Secrets;

/// <summary>A secret as it is stored. Only <see cref="Envelope"/> makes and opens one.</summary>
/// <param name="Version">Of this form, bound into the ciphertext.</param>
/// <param name="KeyId">The master key that wraps the data key.</param>
/// <param name="WrappedKey">The data key: nonce, ciphertext and tag of AES-256-GCM, 60 bytes.</param>
/// <param name="Nonce">12 bytes.</param>
/// <param name="Tag">16 bytes.</param>
public sealed record SealedSecret(int Version, string KeyId, byte[] WrappedKey, byte[] Nonce, byte[] Ciphertext, byte[] Tag);
