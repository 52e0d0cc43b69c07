using NcAspire.Contracts;
using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;

namespace NcAspire.Functions.Views;

/// <summary>The audit log as owners and as operators see it.</summary>
internal static class AuditViews
{
    private const string OfOperators = "operator.";

    /// <summary>Addresses of others are not the owner's business.</summary>
    public static AuditEntryResponse ToResponse(this AuditRecord entry, UserId owner)
    {
        var actor = entry switch
        {
            _ when entry.Action.StartsWith(OfOperators, StringComparison.Ordinal) => AuditActors.Operator,
            _ when entry.User == owner => AuditActors.You,
            _ => AuditActors.System,
        };
        return new AuditEntryResponse(
            entry.Id, entry.At, actor, actor is AuditActors.You ? entry.Address : null, entry.Action, entry.Detail);
    }

    public static OpsAuditEntryResponse ToResponse(this AuditRecord entry) => new(
        entry.Sequence,
        Convert.ToHexStringLower(entry.Hash.Span),
        entry.Id,
        entry.At,
        entry.User?.Value,
        entry.Address,
        entry.Instance?.Value,
        entry.Action,
        entry.Detail);

    public static AuditVerificationResponse ToResponse(this AuditVerdict verdict) => new(
        verdict.Fault is null,
        verdict.Checked,
        verdict.Head.Sequence,
        Convert.ToHexStringLower(verdict.Head.Hash.Span),
        verdict.Fault is { } fault ? Names.Of(fault) : null,
        verdict.FirstBad,
        Sentence(verdict));

    private static string Sentence(AuditVerdict verdict) => verdict.Fault switch
    {
        null when verdict.Checked is 1 => "The one entry is as it was written.",
        null => $"All {verdict.Checked} entries are as they were written.",
        AuditFault.Changed => $"Entry {verdict.FirstBad} or its hash was changed, or an entry was put in before it.",
        AuditFault.Missing => $"Entry {verdict.FirstBad} is missing.",
        AuditFault.Reordered => $"Another entry stands in the place of entry {verdict.FirstBad}.",
        AuditFault.Truncated when verdict.FirstBad == verdict.Head.Sequence => $"Entry {verdict.FirstBad} at the end is missing.",
        AuditFault.Truncated => $"Entries {verdict.FirstBad} to {verdict.Head.Sequence} at the end are missing.",
        _ => $"{verdict.Head.Strays} entries are there that the log has not added.",
    };
}
