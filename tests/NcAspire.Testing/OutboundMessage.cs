namespace NcAspire.Testing;

/// <summary>A message that would have gone out to WhatsApp.</summary>
/// <param name="Seq">Its number; they rise.</param>
/// <param name="Kind">final for an answer's end, pairing, send and others.</param>
public sealed record OutboundMessage(int Seq, string To, string Text, string Kind, bool IsError);
