namespace NcAspire.Core.Secrets;

/// <summary>The name of a secret that <see cref="SecretCatalog"/> lists, such as <c>OPENAI_API_KEY</c>. There are no others but <see cref="Stored"/> ones.</summary>
public sealed record SecretName
{
    internal SecretName(string value) => Value = value;

    public string Value { get; }

    /// <summary>Null when the catalog has no such name; upper and lower case differ.</summary>
    public static SecretName? TryParse(string? text) => SecretCatalog.All.FirstOrDefault(secret => secret.Name.Value == text)?.Name;

    /// <summary>A name as it was stored, also one that an earlier catalog had: what is bound to it can still be wrapped anew.</summary>
    public static SecretName Stored(string text) => TryParse(text) ?? new SecretName(text);

    public override string ToString() => Value;
}
