using NcAspire.Core.Secrets;

namespace NcAspire.Relay;

/// <summary>An opened key of a vendor.</summary>
internal sealed record VendorKey(SecretName Name, string Value)
{
    /// <summary>The name alone, so that no log can have the value.</summary>
    public override string ToString() => Name.ToString();
}
