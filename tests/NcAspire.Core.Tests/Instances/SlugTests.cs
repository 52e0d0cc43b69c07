using NcAspire.Core.Instances;

namespace NcAspire.Core.Tests.Instances;

public sealed class SlugTests
{
    [Theory]
    [InlineData("ab")]
    [InlineData("a1")]
    [InlineData("42")]
    [InlineData("a--b")]
    [InlineData("xn--ada")]
    [InlineData("1234567890123456789012345678901234567890")]
    public void A_dns_label_is_a_slug(string text)
    {
        Assert.Equal(text, Slug.TryParse(text)?.Value);
        Assert.Null(Slug.Complaint(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("12345678901234567890123456789012345678901")]
    [InlineData("-ab")]
    [InlineData("ab-")]
    [InlineData("--")]
    [InlineData("Ab")]
    [InlineData("a b")]
    [InlineData(" ab")]
    [InlineData("ab\n")]
    [InlineData("a.b")]
    [InlineData("a_b")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    [InlineData("аb")]
    [InlineData("ａｂ")]
    [InlineData("ab\u200d")]
    [InlineData("a\u0301b")]
    [InlineData("٤٢")]
    [InlineData("ſß")]
    [InlineData("ab\ud83d")]
    public void Anything_else_is_none_and_says_why(string? text)
    {
        Assert.Null(Slug.TryParse(text));
        Assert.Matches(@"^\p{Lu}.*\.$", Slug.Complaint(text));
    }

    [Theory]
    [InlineData("www")]
    [InlineData("admin")]
    [InlineData("api")]
    public void A_reserved_word_is_no_name_for_a_new_instance_but_stays_readable(string text)
    {
        Assert.Null(Slug.ForNew(text));
        Assert.Contains("reserved", Slug.Complaint(text), StringComparison.Ordinal);
        Assert.Equal(text, Slug.TryParse(text)?.Value);
    }

    [Fact]
    public void A_megabyte_is_refused_by_its_length()
    {
        var text = new string('a', 1024 * 1024);
        Assert.Null(Slug.TryParse(text));
        Assert.DoesNotContain("aaaa", Slug.Complaint(text), StringComparison.Ordinal);
    }
}
