namespace NcAspire.Contracts;

/// <summary>POST …/whatsapp/qr/wait.</summary>
/// <param name="CurrentQrDataUrl">The code being shown; the answer comes as soon as another one replaces it.</param>
/// <param name="TimeoutSeconds">1 to 60; 25 when left out.</param>
public sealed record QrWaitRequest(string? CurrentQrDataUrl = null, int? TimeoutSeconds = null);
