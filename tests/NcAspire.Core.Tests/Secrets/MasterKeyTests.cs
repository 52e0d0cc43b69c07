using System.Security.Cryptography;
using NcAspire.Core.Secrets;

namespace NcAspire.Core.Tests.Secrets;

public sealed class MasterKeyTests
{
    [Fact]
    public void A_key_is_32_bytes_in_base64_and_never_printed()
    {
        var value = RandomNumberGenerator.GetBytes(32);

        Assert.Equal(value, MasterKey.TryDecode($" {Convert.ToBase64String(value)}\n"));
        Assert.Equal("id", new MasterKey("id", value).ToString());
        foreach (var length in (int[])[0, 1, 31, 33, 64])
        {
            Assert.Null(MasterKey.TryDecode(Convert.ToBase64String(new byte[length])));
        }

        Assert.Null(MasterKey.TryDecode(Convert.ToHexString(value)));
    }
}
