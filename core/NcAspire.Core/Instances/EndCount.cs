namespace NcAspire.Core.Instances;

/// <summary>How often a gateway has ended unasked.</summary>
/// <param name="Since">When the first of these was noticed; null when there was none.</param>
public readonly record struct EndCount(int Ends, DateTimeOffset? Since);
