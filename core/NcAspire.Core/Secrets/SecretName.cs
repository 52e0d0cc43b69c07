namespace NcAspire.Core.Secrets;

/// <summary>The name of a secret that <see cref="SecretCatalog"/> lists, such as <c>OPENAI_API_KEY</c>. There are no others.</summary>
public sealed record SecretName
{
    internal SecretName(string value) => Value = value;

    public string Value { get; }

    /// <summary>Null when the catalog has no such name; upper and lower case differ.</summary>
    public static SecretName? TryParse(string? text) => SecretCatalog.All.FirstOrDefault(secret => secret.Name.Value == text)?.Name;

    public override string ToString() => Value;
}
