using System.Text;
using NcAspire.Relay.Reading;

namespace NcAspire.Relay.Tests;

public sealed class JsonScannerTests
{
    [Theory]
    [InlineData("""{"a":{"b":12},"s":"text"}""", "12", "text")]
    [InlineData("""  { "s" : "text" , "a" : { "x":[{"b":1}], "b" : 12 } }  """, "12", "text")]
    [InlineData("""[{"a":{"b":1}},{"a":{"b":12},"s":"text"}]""", "12", "text")]
    [InlineData("""{"x":{"a":{"b":9},"s":"no"},"a":{"c":{"b":9}}}""", null, null)]
    [InlineData("""{"s":"{\"a\":{\"b\":12}}","l":["\"s\":\"no\""]}""", null, null)]
    [InlineData("""{"t":"\\","a":{"b":12},"s":"\u0041"}""", "12", null)]
    [InlineData("""{"a":[{"b":9}],"s":["no"]}""", null, null)]
    [InlineData("""{"a":{"b":null},"s":true}""", "null", "true")]
    [InlineData("""{"a":{"b":{"b":9}},"s":{"s":"no"}}""", null, null)]
    [InlineData("""{"\u0061":{"b":9},"as":{"b":9},"a ":{"b":9}}""", null, null)]
    [InlineData("""12""", null, null)]
    [InlineData("""]}"s":{"a":{"b":9}""", "9", null)]
    public void It_finds_what_stands_at_a_path_wherever_the_text_is_cut(string text, string? number, string? word)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var scanner = new JsonScanner("a.b", "s");
            scanner.Read(bytes.AsSpan(0, cut));
            scanner.Read(bytes.AsSpan(cut));
            scanner.End();
            Assert.Equal((number, word), (scanner[0], scanner[1]));
        }

        var slow = new JsonScanner("a.b", "s");
        foreach (var one in bytes)
        {
            slow.Read([one]);
        }

        Assert.Equal((number, word), (slow[0], slow[1]));
    }

    [Theory]
    [InlineData("""{"a":1}""", true, false)]
    [InlineData("""{"a":"\u0041"}""", true, false)]
    [InlineData("""{"a":{"b":1}}""", true, false)]
    [InlineData("""{"a":[]}""", true, false)]
    [InlineData("""{"a":false}""", true, false)]
    [InlineData("""{"a":null}""", false, false)]
    [InlineData("""{"b":{"a":1}}""", false, false)]
    [InlineData("""{"\u0061":1}""", false, true)]
    [InlineData("""{"x\n":1,"a":1}""", true, true)]
    [InlineData("""{"b":{"\u0061":1},"c":"\u0061"}""", false, false)]
    public void It_tells_whether_something_stands_at_a_path_wherever_the_text_is_cut(string text, bool isThere, bool hasEscapedName)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var scanner = new JsonScanner("a");
            scanner.Read(bytes.AsSpan(0, cut));
            scanner.Read(bytes.AsSpan(cut));
            Assert.Equal((isThere, hasEscapedName), (scanner.Has(0), scanner.HasEscapedName));
        }
    }

    [Fact]
    public void A_text_that_begins_anew_knows_nothing_of_the_one_before()
    {
        var scanner = new JsonScanner("a");
        scanner.Read("""{"a":1,"b":["x """u8);
        scanner.Restart();
        Assert.Null(scanner[0]);

        scanner.Read("""{"a":2}"""u8);
        Assert.Equal(2, scanner.Number(0));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e9")]
    [InlineData("99999999999999999999")]
    [InlineData("\"x\"")]
    [InlineData("null")]
    public void What_can_be_no_count_is_none(string value)
    {
        var scanner = new JsonScanner("a");
        scanner.Read(Encoding.UTF8.GetBytes($$"""{"a":{{value}}}"""));
        Assert.Null(scanner.Number(0));
    }
}
