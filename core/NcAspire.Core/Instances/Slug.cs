namespace NcAspire.Core.Instances;

/// <summary>The public name of an instance: a DNS label of 2 to 40 characters that is not reserved.</summary>
public sealed record Slug
{
    public const int MinLength = 2;
    public const int MaxLength = 40;

    // Names that would read as a part of the product, or shadow one of its host names.
    private static readonly HashSet<string> _reserved =
    [
        "about", "account", "accounts", "admin", "api", "app", "assets", "auth", "billing", "blog", "dashboard", "docs", "events",
        "functions", "gateway", "health", "help", "instances", "internal", "localhost", "login", "logout", "mail", "me", "new",
        "ncaspire", "openclaw", "operations", "ops", "operator", "public", "regions", "root", "settings", "signup", "static",
        "status", "support", "system", "web", "whatsapp", "www",
    ];

    private Slug(string value) => Value = value;

    public string Value { get; }

    /// <summary>Reads a slug as typed; null when it is none. Nothing is trimmed, folded or repaired.</summary>
    public static Slug? TryParse(string? text) => Complaint(text) is null && text is not null ? new Slug(text) : null;

    /// <summary>Says in one sentence what is wrong with the text as a slug; null when nothing is.</summary>
    public static string? Complaint(string? text) => text switch
    {
        null or "" => "Choose a name for the instance.",
        { Length: < MinLength or > MaxLength } => $"The name must have {MinLength} to {MaxLength} characters.",
        _ when !text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-') =>
            "The name may have only small letters a–z, digits and hyphens.",
        _ when text[0] == '-' || text[^1] == '-' => "The name must not begin or end with a hyphen.",
        _ when _reserved.Contains(text) => "This name is reserved. Choose another one.",
        _ => null,
    };

    public override string ToString() => Value;
}
