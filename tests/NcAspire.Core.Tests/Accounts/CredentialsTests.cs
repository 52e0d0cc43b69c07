using NcAspire.Core.Accounts;

namespace NcAspire.Core.Tests.Accounts;

public sealed class CredentialsTests
{
    private const string Good = "correct horse battery";

    [Theory]
    [InlineData("ada@example.org")]
    [InlineData("a@b.c")]
    [InlineData("o'hara+tag@sub.example.co.uk")]
    [InlineData("jürgen@münchen.de")]
    [InlineData("用户@例子.广告")]
    public void An_address_is_one(string email) => Assert.Null(Credentials.Complaint(email, Good));

    [Theory]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("@example.org")]
    [InlineData("ada@")]
    [InlineData("ada@org")]
    [InlineData("ada@.org")]
    [InlineData("ada@example.")]
    [InlineData("a@b@c.org")]
    [InlineData("a b@c.org")]
    [InlineData("a\0@c.org")]
    [InlineData("a\u00a0b@c.org")]
    [InlineData("a\u200b@c.org")]
    [InlineData("a\u202e@c.org")]
    [InlineData("a\r\n@c.org")]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("ada@example.org,eve@example.org")]
    [InlineData("\"ada\"@example.org")]
    public void Anything_else_is_none(string email) => Assert.Equal("email", Credentials.Complaint(email, Good)?.Field);

    [Fact]
    public void Lengths_have_limits()
    {
        Assert.Null(Credentials.Complaint($"{new string('a', 64)}@{new string('b', 185)}.org", Good));
        Assert.Equal("email", Credentials.Complaint($"{new string('a', 65)}@example.org", Good)?.Field);
        Assert.Equal("email", Credentials.Complaint($"a@{new string('b', 250)}.org", Good)?.Field);
        Assert.Equal("email", Credentials.Complaint($"a@{new string('b', 1024 * 1024)}.org", Good)?.Field);
        Assert.Null(Credentials.Complaint("a@b.c", new string('x', 10)));
        Assert.Null(Credentials.Complaint("a@b.c", new string('x', 200)));
        Assert.Equal("password", Credentials.Complaint("a@b.c", new string('x', 9))?.Field);
        Assert.Equal("password", Credentials.Complaint("a@b.c", new string('x', 201))?.Field);
        Assert.Equal("password", Credentials.Complaint("a@b.c", new string('x', 1024 * 1024))?.Field);
    }

    [Fact]
    public void Any_character_may_stand_in_a_password() =>
        Assert.Null(Credentials.Complaint("a@b.c", "\0\u202e \ud83d\ude00 ' or 1=1"));
}
