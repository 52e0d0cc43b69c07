namespace NcAspire.Core.Secrets;

/// <summary>A secret as its owner gave it.</summary>
/// <param name="Value">Without what comes along when it is copied; null to remove it.</param>
public sealed record PastedSecret(SecretName Name, string? Value)
{
    /// <summary>A sentence that says what is wrong with it; null when it may be kept. It never repeats the value.</summary>
    public string? Complaint => Value is null ? null : SecretCatalog.Of(Name).Complaint(Value);

    public static PastedSecret Of(SecretName name, string? pasted) => new(name, pasted is null ? null : SecretDefinition.Trim(pasted));

    /// <summary>The name alone, so that no log can have a value.</summary>
    public override string ToString() => Name.Value;
}
