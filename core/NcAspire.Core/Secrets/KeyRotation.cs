namespace NcAspire.Core.Secrets;

/// <summary>How far a rotation of the master key has come.</summary>
/// <param name="Current">Id of the master key that everything shall be wrapped with.</param>
/// <param name="Total">How many secrets there are.</param>
/// <param name="Left">How many are still wrapped with another master key.</param>
/// <param name="Rewrapped">How many this call has wrapped anew.</param>
/// <param name="Unreadable">How many of those that are left this call could not open.</param>
public sealed record KeyRotation(string Current, long Total, long Left, int Rewrapped, int Unreadable);
