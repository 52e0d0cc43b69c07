using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NcAspire.Core.Audit;

/// <summary>
/// How an entry's hash is made. The database makes it when an entry is added (<c>audit_hash</c>); this is the same once more, so that
/// a check doesn't ask the database about itself. A text such as
/// <code>
/// ncaspire-audit-1
/// 1:7                                     number
/// 64:9c56cc51…                            hash of the entry before, in hexadecimal; 32 zero bytes before the first
/// 36:0198f2d4-…                           key of the entry
/// 16:1795181279123456                     time, in microseconds since 1970
/// -                                       user: none
/// 9:192.0.2.7                             address
/// -                                       instance: none
/// 21:account.login-refused                action
/// -                                       detail: none
/// </code>
/// with the length of each field in bytes of UTF-8, and SHA-256 over it.
/// </summary>
public static class AuditChain
{
    /// <summary>Stands for the entry before the first one.</summary>
    public static ReadOnlyMemory<byte> Beginning { get; } = new byte[SHA256.HashSizeInBytes];

    /// <summary>The hash that the entry has as number <paramref name="sequence"/> behind <paramref name="previous"/>.</summary>
    public static byte[] Hash(long sequence, ReadOnlyMemory<byte> previous, AuditRecord entry)
    {
        var text = new StringBuilder("ncaspire-audit-1\n");
        Append(text, sequence.ToString(CultureInfo.InvariantCulture));
        Append(text, Convert.ToHexStringLower(previous.Span));
        Append(text, entry.Id.ToString());
        Append(text, ((entry.At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture));
        Append(text, entry.User?.ToString());
        Append(text, entry.Address);
        Append(text, entry.Instance?.ToString());
        Append(text, entry.Action);
        Append(text, entry.Detail);
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void Append(StringBuilder text, string? field)
    {
        if (field is null)
        {
            text.Append("-\n");
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(field)}:").Append(field).Append('\n');
    }
}
