namespace NcAspire.Core.Models;

/// <summary>A model that an instance answers with.</summary>
/// <param name="Model">In the vendor's spelling; may have slashes.</param>
public sealed record ModelChoice(ModelVendor Vendor, string Model)
{
    private const int MaxLength = 128;

    /// <summary>Reads <c>vendor/model</c>, as OpenClaw writes it; null when there is no such vendor or the rest is no model id.</summary>
    public static ModelChoice? TryParse(string? text)
    {
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        return slash > 0 && ModelVendors.Find(text![..slash]) is { } vendor && IsModel(text[(slash + 1)..])
            ? new ModelChoice(vendor, text[(slash + 1)..])
            : null;
    }

    public override string ToString() => $"{Vendor.Id}/{Model}";

    private static bool IsModel(string text) =>
        text.Length is > 0 and <= MaxLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '/' or '@');
}
