using NcAspire.Core.Instances;

namespace NcAspire.Core.WhatsApp;

public abstract record StartLinkOutcome
{
    private StartLinkOutcome()
    {
    }

    public sealed record Shown(WhatsAppLink Link, string QrDataUrl) : StartLinkOutcome;

    public sealed record NotFound : StartLinkOutcome;

    public sealed record NotRunning(InstanceStatus Status) : StartLinkOutcome;

    public sealed record AlreadyLinked(string? Self) : StartLinkOutcome;

    /// <param name="Message">One sentence for people.</param>
    public sealed record Unreachable(string Message) : StartLinkOutcome;
}
