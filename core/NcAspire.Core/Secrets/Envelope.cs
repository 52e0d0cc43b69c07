using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NcAspire.Core.Instances;

namespace NcAspire.Core.Secrets;

/// <summary>
/// Envelope encryption: each secret has a random data key (AES-256-GCM), which a master key wraps. Instance, name and version are bound to both,
/// so that what was written for one place opens in no other.
/// </summary>
public static class Envelope
{
    private const int Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static SealedSecret Seal(string secret, InstanceId instance, SecretName name, MasterKey master)
    {
        var dataKey = RandomNumberGenerator.GetBytes(MasterKey.Length);
        var plaintext = Encoding.UTF8.GetBytes(secret);
        try
        {
            var place = Place(instance, name, Version);
            var (nonce, ciphertext, tag) = Encrypt(dataKey, plaintext, place);
            return new SealedSecret(Version, master.Id, Wrap(dataKey, place, master), nonce, ciphertext, tag);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <exception cref="VaultException">Definite: it was written for another place, with another key, or was changed.</exception>
    public static string Open(SealedSecret sealedSecret, InstanceId instance, SecretName name, MasterKey master)
    {
        var dataKey = Unwrap(sealedSecret, instance, name, master);
        var plaintext = new byte[sealedSecret.Ciphertext.Length];
        try
        {
            Decrypt(
                dataKey, sealedSecret.Nonce, sealedSecret.Ciphertext, sealedSecret.Tag, plaintext, Place(instance, name, sealedSecret.Version), instance, name);
            return Encoding.UTF8.GetString(plaintext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>The same secret, its data key wrapped by another master key. The ciphertext stays.</summary>
    /// <exception cref="VaultException">Definite: it does not open with <paramref name="from"/>.</exception>
    public static SealedSecret Rewrap(SealedSecret sealedSecret, InstanceId instance, SecretName name, MasterKey from, MasterKey to)
    {
        var dataKey = Unwrap(sealedSecret, instance, name, from);
        try
        {
            return sealedSecret with { KeyId = to.Id, WrappedKey = Wrap(dataKey, Place(instance, name, sealedSecret.Version), to) };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private static byte[] Wrap(byte[] dataKey, byte[] place, MasterKey master)
    {
        var (nonce, ciphertext, tag) = Encrypt(master.Value.Span, dataKey, place);
        return [.. nonce, .. ciphertext, .. tag];
    }

    private static byte[] Unwrap(SealedSecret sealedSecret, InstanceId instance, SecretName name, MasterKey master)
    {
        var wrapped = sealedSecret.WrappedKey.AsSpan();
        if (wrapped.Length is not (NonceLength + MasterKey.Length + TagLength))
        {
            throw Unreadable(instance, name, null);
        }

        var dataKey = new byte[MasterKey.Length];
        Decrypt(
            master.Value.Span,
            wrapped[..NonceLength],
            wrapped[NonceLength..^TagLength],
            wrapped[^TagLength..],
            dataKey,
            Place(instance, name, sealedSecret.Version),
            instance,
            name);
        return dataKey;
    }

    private static (byte[] Nonce, byte[] Ciphertext, byte[] Tag) Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, byte[] place)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        var ciphertext = new byte[plaintext.Length];
        var tag = new byte[TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plaintext, ciphertext, tag, place);
        return (nonce, ciphertext, tag);
    }

    private static void Decrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> tag,
        Span<byte> plaintext,
        byte[] place,
        InstanceId instance,
        SecretName name)
    {
        try
        {
            using var aes = new AesGcm(key, TagLength);
            aes.Decrypt(nonce, ciphertext, tag, plaintext, place);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw Unreadable(instance, name, exception);
        }
    }

    private static byte[] Place(InstanceId instance, SecretName name, int version)
    {
        var version4 = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(version4, version);
        return [.. version4, .. instance.Value.ToByteArray(bigEndian: true), .. Encoding.ASCII.GetBytes(name.Value)];
    }

    private static VaultException Unreadable(InstanceId instance, SecretName name, Exception? inner) => new(
        $"What is stored as {name} of the instance {instance.Value} is not what was written there, or its master key is another one.",
        isTransient: false,
        inner)
    {
        IsOfOneSecret = true,
    };
}
