namespace NcAspire.Core.WhatsApp;

/// <summary>An attempt with the key its lease is held under; made anew for each hold, so that a late worker cannot pass for its successor.</summary>
public sealed record HeldLink(WhatsAppLink Link, Guid Worker);
