using System.Buffers.Text;
using NcAspire.Core.Gateways;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// What web.login.start and web.login.wait answer (@openclaw/whatsapp 2026.9.6). Only the words of the message tell
/// most outcomes apart:
/// <code>{"message":"WhatsApp login failed: WebSocket Error (getaddrinfo EAI_AGAIN web.whatsapp.com)"}</code>
/// is a success to the gateway.
/// </summary>
internal sealed record LoginAnswer(string? Message, bool Connected, string? QrDataUrl)
{
    private const string PngPrefix = "data:image/png;base64,";
    private const string NoPng = "The gateway's QR code is not a PNG image.";
    private const int MaxQrLength = 256 * 1024;

    public bool NoLoginInProgress => Says("No active WhatsApp login in progress");

    public QrStart ToStart() => this switch
    {
        { Connected: true } => new QrStart.AlreadyLinked(),
        { QrDataUrl: { } qr } => IsPng(qr) ? new QrStart.Shown(qr) : new QrStart.Failed(NoPng),
        _ when Says("WhatsApp is already linked") => new QrStart.AlreadyLinked(),
        _ => new QrStart.Failed(Message ?? "The gateway gave no QR code and no reason."),
    };

    public QrWait ToWait() => this switch
    {
        { Connected: true } => new QrWait.Linked(),
        { QrDataUrl: { } qr } => IsPng(qr) ? new QrWait.Rotated(qr) : new QrWait.Failed(NoPng),
        _ when Says("Still waiting") => new QrWait.StillWaiting(),
        _ when Says("The login QR expired") || NoLoginInProgress => new QrWait.Expired(),
        _ => new QrWait.Failed(Message ?? "The gateway gave no reason."),
    };

    private bool Says(string words) => Message?.StartsWith(words, StringComparison.Ordinal) is true;

    private static bool IsPng(string qr) =>
        qr.Length <= MaxQrLength
        && qr.StartsWith(PngPrefix, StringComparison.Ordinal)
        && Base64.IsValid(qr.AsSpan(PngPrefix.Length));
}
