using System.Text.RegularExpressions;

namespace NcAspire.Core.Secrets;

/// <summary>A secret that a person may give us.</summary>
/// <param name="Label">What people call it.</param>
/// <param name="Source">The vendor's page where one gets it.</param>
/// <param name="Shape">What every value looks like; a value of another shape is refused before it is kept.</param>
/// <param name="Hint">How a value begins, or how long it is: one short clause.</param>
public sealed record SecretDefinition(SecretName Name, string Label, SecretUse Use, Uri Source, Regex Shape, string Hint)
{
    /// <summary>Longest value of any secret, in characters.</summary>
    public const int MaxLength = 512;

    /// <summary>A sentence that says what is wrong with a value; null when it may be one. It never repeats the value.</summary>
    public string? Complaint(string value) => value.Length <= MaxLength && Shape.IsMatch(value)
        ? null
        : $"This does not look like a key for {Label}: {Hint}. Copy it again, without spaces around it.";
}
