using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace NcAspire.Core.Accounts;

/// <summary>An opaque bearer token: 256 random bits. Only its SHA-256 hash is ever stored.</summary>
public static class Token
{
    private const string Prefix = "nc_";

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
