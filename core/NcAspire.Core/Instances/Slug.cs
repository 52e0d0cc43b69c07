namespace NcAspire.Core.Instances;

/// <summary>The public name of an instance: a DNS label of 2 to 40 characters. New ones must not be reserved either.</summary>
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

    /// <summary>
    /// Reads a slug as typed; null when it is none. Nothing is trimmed, folded or repaired. A reserved word passes: the list may
    /// grow past names that are in use.
    /// </summary>
    public static Slug? TryParse(string? text) => Malformed(text) is null && text is not null ? new Slug(text) : null;

    /// <summary>Reads the slug of an instance that is to be created; null when the text has a <see cref="Complaint"/>.</summary>
    public static Slug? ForNew(string? text) => Complaint(text) is null ? TryParse(text) : null;

    /// <summary>Says in one sentence why the text can't be the name of a new instance; null when it can.</summary>
    public static string? Complaint(string? text) =>
        Malformed(text) ?? (text is not null && _reserved.Contains(text) ? "This name is reserved. Choose another one." : null);

    public override string ToString() => Value;

    private static string? Malformed(string? text) => text switch
    {
        null or "" => "Choose a name for the instance.",
        { Length: < MinLength or > MaxLength } => $"The name must have {MinLength} to {MaxLength} characters.",
        _ when !text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-') =>
            "The name may have only small letters a–z, digits and hyphens.",
        _ when text[0] == '-' || text[^1] == '-' => "The name must not begin or end with a hyphen.",
        _ => null,
    };
}
