namespace NcAspire.Core.Secrets;

/// <summary>What became of a batch of secrets.</summary>
/// <param name="Rewrapped">How many have another master key now.</param>
/// <param name="Unreadable">How many could not be opened and were left as they are.</param>
/// <param name="Last">The last one that was looked at; null when there were none.</param>
public sealed record RewrapBatch(int Rewrapped, int Unreadable, StoredSecret? Last);
