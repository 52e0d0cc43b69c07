using System.Globalization;
using System.Text.RegularExpressions;

namespace NcAspire.Core.Secrets;

/// <summary>A secret that a person may give us.</summary>
/// <param name="Label">What people call it.</param>
/// <param name="Source">The vendor's page where one gets it.</param>
/// <param name="Shape">What every value looks like; a value of another shape is refused before it is kept.</param>
/// <param name="Hint">How a value begins, or how long it is: one short clause.</param>
public sealed record SecretDefinition(SecretName Name, string Label, SecretUse Use, Uri Source, Regex Shape, string Hint)
{
    /// <summary>Who shows it to its vendor.</summary>
    public SecretRoute Route { get; init; } = Use switch
    {
        SecretUse.Model => SecretRoute.RelayOrGateway,
        SecretUse.Speech => SecretRoute.GatewayIfDirect,
        _ => SecretRoute.Gateway,
    };

    /// <summary>OpenClaw 2026.9.6 reads a variable of its name by itself, without a plugin that it would have to fetch.</summary>
    public bool IsHonoured { get; init; } = true;

    /// <summary>Longest value of any secret, in characters.</summary>
    public const int MaxLength = 512;

    /// <summary>A value without what comes along when it is copied from a page: white space, line ends, invisible marks.</summary>
    public static string Trim(string pasted)
    {
        var text = pasted.AsSpan();
        while (text is [var first, ..] && IsAround(first))
        {
            text = text[1..];
        }

        while (text is [.., var last] && IsAround(last))
        {
            text = text[..^1];
        }

        return text.ToString();
    }

    /// <summary>A sentence that says what is wrong with a value; null when it may be one. It never repeats the value.</summary>
    public string? Complaint(string value) => value.Length <= MaxLength && Shape.IsMatch(value)
        ? null
        : $"This does not look like a key for {Label}: {Hint}. Copy it again, all of it and nothing else.";

    private static bool IsAround(char c) =>
        char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control;
}
