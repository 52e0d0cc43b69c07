namespace NcAspire.Core.Secrets;

/// <summary>A key that wraps the data keys of secrets.</summary>
/// <param name="Id">Names it in every secret that it wraps; says nothing of its value.</param>
/// <param name="Value">32 bytes.</param>
public sealed record MasterKey(string Id, ReadOnlyMemory<byte> Value)
{
    /// <summary>Length of <see cref="Value"/>.</summary>
    public const int Length = 32;

    /// <summary>The id alone, so that no log can have the key.</summary>
    public override string ToString() => Id;
}
