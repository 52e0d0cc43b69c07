using NcAspire.Core.Instances;

namespace NcAspire.Core.WhatsApp;

/// <summary>One attempt to link a phone: written by the one wait loop of the instance, read by everybody who shows it.</summary>
/// <param name="Attempt">Counts the attempts of this instance; a writer of an older attempt is refused.</param>
/// <param name="QrDataUrl">The code to show now, as a data URL of a PNG; only while <see cref="LinkStage.Waiting"/>.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="ExpiresAt">When the attempt ends unless a code is scanned, by the database's clock.</param>
/// <param name="UpdatedAt">When it was last written or taken over, by the same clock.</param>
public sealed record WhatsAppLink(
    InstanceId Instance,
    int Attempt,
    LinkStage Stage,
    string? QrDataUrl,
    string Message,
    DateTimeOffset StartedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset UpdatedAt)
{
    public bool IsOver => Stage is LinkStage.Connected or LinkStage.Expired or LinkStage.Unreachable or LinkStage.Cancelled;
}
