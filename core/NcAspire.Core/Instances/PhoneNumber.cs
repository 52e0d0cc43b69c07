namespace NcAspire.Core.Instances;

/// <summary>A telephone number in E.164: a plus sign, then 8 to 15 digits of which the first is not 0.</summary>
public sealed record PhoneNumber
{
    private PhoneNumber(string value) => Value = value;

    public string Value { get; }

    /// <summary>Reads a number as people type it: spaces, dots, hyphens and brackets are left out. Null when it is no E.164 number.</summary>
    public static PhoneNumber? TryParse(string? text)
    {
        if (text is null or { Length: > 40 })
        {
            return null;
        }

        var compact = string.Concat(text.Where(c => c is not (' ' or '.' or '-' or '(' or ')')));
        var digits = compact.AsSpan(compact.StartsWith('+') ? 1 : 0);
        var valid = compact.StartsWith('+')
            && digits.Length is >= 8 and <= 15
            && digits[0] != '0'
            && !digits.ContainsAnyExceptInRange('0', '9');
        return valid ? new PhoneNumber(compact) : null;
    }

    public override string ToString() => Value;
}
