namespace NcAspire.Contracts;

/// <summary>What keeps a WhatsApp link from working.</summary>
/// <param name="Cause">What happened, in one sentence for people.</param>
/// <param name="Action">The one thing to do about it.</param>
/// <param name="Code">With which code WhatsApp, or the gateway's watchdog, ended the last connection; null when it is not known.</param>
public sealed record LinkTroubleResponse(string Cause, string Action, int? Code);
