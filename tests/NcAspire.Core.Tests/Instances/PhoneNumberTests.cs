using NcAspire.Core.Instances;

namespace NcAspire.Core.Tests.Instances;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+919876543210", "+919876543210")]
    [InlineData("+91 98765 43210", "+919876543210")]
    [InlineData("+1 (555) 010-9999", "+15550109999")]
    [InlineData("+49.30.1234567", "+49301234567")]
    [InlineData(" +12345678 ", "+12345678")]
    [InlineData("+123456789012345", "+123456789012345")]
    public void A_number_as_people_type_it_is_read(string text, string value) =>
        Assert.Equal(value, PhoneNumber.TryParse(text)?.Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("919876543210")]
    [InlineData("00919876543210")]
    [InlineData("+0919876543")]
    [InlineData("+1234567")]
    [InlineData("+1234567890123456")]
    [InlineData("+９１９８７６５４３２１０")]
    [InlineData("＋919876543210")]
    [InlineData("+٩١٩٨٧٦٥٤٣٢")]
    [InlineData("+९१९८७६५४३२")]
    [InlineData("+91987654321O")]
    [InlineData("+9198765\u000043210")]
    [InlineData("+9198765\n43210")]
    [InlineData("+919876543210\u202c")]
    [InlineData("+91987654+3210")]
    [InlineData("tel:+919876543210")]
    [InlineData("+1                                        2345678")]
    public void Anything_else_is_none(string? text) => Assert.Null(PhoneNumber.TryParse(text));

    [Fact]
    public void A_megabyte_is_none() => Assert.Null(PhoneNumber.TryParse("+" + new string('1', 1024 * 1024)));
}
