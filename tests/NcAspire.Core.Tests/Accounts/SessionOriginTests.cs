using NcAspire.Core.Accounts;

namespace NcAspire.Core.Tests.Accounts;

public sealed class SessionOriginTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("  ", null)]
    [InlineData("\0\r\n\u202e\u00fc", null)]
    [InlineData(" Browser/1.0 (\u202eX11) \r\n", "Browser/1.0 (X11)")]
    public void Of_what_a_browser_says_of_itself_plain_text_is_kept(string? said, string? kept) =>
        Assert.Equal(kept, SessionOrigin.Of("192.0.2.7", said).Agent);

    [Fact]
    public void And_not_much_of_it() =>
        Assert.Equal(256, SessionOrigin.Of(null, new string('x', 1_000_000)).Agent?.Length);
}
