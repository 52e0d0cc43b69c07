namespace NcAspire.Core.Audit;

/// <summary>What a check of the whole log found.</summary>
/// <param name="Head">The log's end when the check began; whoever keeps it elsewhere can tell later that nothing before it was rewritten.</param>
/// <param name="Checked">So many entries, from the first on, are as they were written.</param>
/// <param name="Fault">Null when all of them are.</param>
/// <param name="FirstBad">The number that the fault is at; null without one.</param>
public sealed record AuditVerdict(AuditHead Head, long Checked, AuditFault? Fault, long? FirstBad);
