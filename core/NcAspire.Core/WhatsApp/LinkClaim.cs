namespace NcAspire.Core.WhatsApp;

/// <summary>The attempt of an instance, and whether the caller holds its lease.</summary>
public sealed record LinkClaim(WhatsAppLink Link, bool Mine);
