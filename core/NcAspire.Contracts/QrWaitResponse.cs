namespace NcAspire.Contracts;

/// <summary>POST …/whatsapp/qr/wait.</summary>
/// <param name="QrDataUrl">The code to show now; null when there is none.</param>
public sealed record QrWaitResponse(bool Connected, string Message, string? QrDataUrl);
