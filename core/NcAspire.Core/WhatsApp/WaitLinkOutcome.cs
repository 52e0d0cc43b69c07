namespace NcAspire.Core.WhatsApp;

public abstract record WaitLinkOutcome
{
    private WaitLinkOutcome()
    {
    }

    /// <param name="QrDataUrl">The code to show now, or null.</param>
    public sealed record Now(bool Connected, string Message, string? QrDataUrl) : WaitLinkOutcome;

    public sealed record NotFound : WaitLinkOutcome;
}
