using NcAspire.Core.Gateways;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Gateway.Tests;

/// <summary>Every answer of @openclaw/whatsapp 2026.9.6, word for word.</summary>
public sealed class LoginAnswerTests
{
    private const string Qr = "data:image/png;base64,iVBORw0KGgo=";

    [Fact]
    public void A_code_is_shown() =>
        Assert.Equal(new QrStart.Shown(Qr), new LoginAnswer("Scan this QR in WhatsApp → Linked Devices.", false, Qr).ToStart());

    [Theory]
    [InlineData("WhatsApp is already linked (+15550001111). Say “relink” if you want a fresh QR.", false)]
    [InlineData("WhatsApp recovered the existing linked session (+15550001111).", true)]
    public void A_linked_phone_needs_no_code(string message, bool connected) =>
        Assert.IsType<QrStart.AlreadyLinked>(new LoginAnswer(message, connected, null).ToStart());

    [Theory]
    [InlineData("WhatsApp login failed: WebSocket Error (getaddrinfo EAI_AGAIN web.whatsapp.com)")]
    [InlineData("Failed to get QR: Error: Timed out waiting for WhatsApp QR")]
    [InlineData("WhatsApp auth state is still stabilizing. Retry login in a moment.")]
    public void No_code_and_no_link_is_a_failure(string message) =>
        Assert.Equal(new QrStart.Failed(message), new LoginAnswer(message, false, null).ToStart());

    [Fact]
    public void An_empty_answer_is_a_failure() => Assert.IsType<QrStart.Failed>(new LoginAnswer(null, false, null).ToStart());

    [Theory]
    [InlineData("https://example.test/qr.png")]
    [InlineData("data:image/svg+xml;base64,PHN2Zy8+")]
    [InlineData("data:image/png;base64,\"><script>")]
    [InlineData("")]
    public void Only_a_png_is_passed_on(string qr)
    {
        Assert.IsType<QrStart.Failed>(new LoginAnswer("Scan this QR", false, qr).ToStart());
        Assert.IsType<QrWait.Failed>(new LoginAnswer("QR refreshed.", false, qr).ToWait());
    }

    [Fact]
    public void A_picture_too_large_for_a_code_is_refused() =>
        Assert.IsType<QrStart.Failed>(
            new LoginAnswer(null, false, "data:image/png;base64," + new string('A', 400_000)).ToStart());

    [Fact]
    public void A_scan_links() => Assert.IsType<QrWait.Linked>(new LoginAnswer("✅ Linked! WhatsApp is ready.", true, null).ToWait());

    [Fact]
    public void Another_code_is_a_rotation() =>
        Assert.Equal(new QrWait.Rotated(Qr), new LoginAnswer("QR refreshed. Scan the latest code.", false, Qr).ToWait());

    [Theory]
    [InlineData("Still waiting for the QR scan. Let me know when you’ve scanned it.", typeof(QrWait.StillWaiting))]
    [InlineData("The login QR expired. Ask me to generate a new one.", typeof(QrWait.Expired))]
    [InlineData("No active WhatsApp login in progress.", typeof(QrWait.Expired))]
    [InlineData("WhatsApp login failed: status=408 Request Time-out", typeof(QrWait.Failed))]
    [InlineData("WhatsApp reported the session is logged out. Cleared cached web session; please scan a new QR.", typeof(QrWait.Failed))]
    [InlineData("Login ended without a connection.", typeof(QrWait.Failed))]
    [InlineData(null, typeof(QrWait.Failed))]
    public void The_words_tell_the_outcome(string? message, Type outcome) =>
        Assert.IsType(outcome, new LoginAnswer(message, false, null).ToWait());
}
