using System.Globalization;
using NcAspire.Core.WhatsApp;

namespace NcAspire.House.Tests;

/// <summary>docs/whatsapp-link.md says what the page says.</summary>
public sealed class LinkTableTests
{
    private const string Page = "docs/whatsapp-link.md";

    private static readonly int[] _codes =
        [.. typeof(LinkTroubles).GetFields().Where(field => field.IsLiteral && field.FieldType == typeof(int)).Select(field => (int)field.GetRawConstantValue()!)];

    private static readonly IReadOnlyList<string[]> _rows =
    [
        .. Repository.Read(Page).Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    public static TheoryData<string, string, string, string> Rows() => [.. _rows.Select(row => (row[0], row[1], row[2], row[3]))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_row_is_what_an_owner_reads(string state, string code, string cause, string action)
    {
        var seen = Enum.GetValues<WhatsAppState>().Single(known => Text(known) == state.Trim('`'));

        Assert.Equal(
            new LinkTrouble(cause, action),
            LinkTroubles.Of(seen, code is "any" ? null : int.Parse(code, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Every_code_and_every_state_that_is_a_trouble_has_a_row()
    {
        Assert.All(_codes, code => Assert.Contains(_rows, row => row[1] == code.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(
            Enum.GetValues<WhatsAppState>().Where(state => LinkTroubles.Of(state, null) is not null).Select(Text).Order(),
            _rows.Select(row => row[0].Trim('`')).Distinct().Order());
    }

    private static string Text(WhatsAppState state) =>
        string.Concat(state.ToString().Select((letter, at) => char.IsUpper(letter) && at > 0 ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
