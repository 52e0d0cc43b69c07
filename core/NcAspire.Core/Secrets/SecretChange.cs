namespace NcAspire.Core.Secrets;

/// <summary>A secret of an instance to write or to remove.</summary>
/// <param name="Value">What replaces whatever is there; null removes it.</param>
public sealed record SecretChange(SecretName Name, NewSecret? Value);
