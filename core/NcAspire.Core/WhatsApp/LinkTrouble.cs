namespace NcAspire.Core.WhatsApp;

/// <summary>What keeps a link from working, in words for its owner.</summary>
/// <param name="Cause">What happened; one sentence.</param>
/// <param name="Action">The one thing to do about it.</param>
public sealed record LinkTrouble(string Cause, string Action);
