namespace NcAspire.Contracts;

/// <summary>POST …/whatsapp/qr/start.</summary>
/// <param name="QrDataUrl">data:image/png;base64,… to show to the phone.</param>
/// <param name="ExpiresAt">When the attempt ends unless a code is scanned; codes rotate until then.</param>
public sealed record QrStartResponse(string QrDataUrl, string Message, DateTimeOffset ExpiresAt);
