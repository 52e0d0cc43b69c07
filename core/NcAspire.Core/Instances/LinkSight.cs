using NcAspire.Core.Gateways;
using NcAspire.Core.WhatsApp;

namespace NcAspire.Core.Instances;

/// <summary>How the link of an instance to WhatsApp was seen.</summary>
/// <param name="Self">The linked number in E.164, when it was told; a number stays known while the link is only interrupted.</param>
/// <param name="Code">Why it is not connected, when that was told.</param>
public sealed record LinkSight(WhatsAppState State, string? Self = null, int? Code = null)
{
    public static LinkSight Of(WhatsAppReport report) => new(report.State, report.Self, report.Code);
}
