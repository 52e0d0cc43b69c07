using NcAspire.Core.Audit;
using NcAspire.Core.Instances;

namespace NcAspire.Core.Accounts;

/// <summary>What is stored about a user.</summary>
/// <param name="Audit">Entries of the user and of the user's instances, newest first.</param>
/// <param name="AuditIsComplete">False where there were too many entries, so that the oldest are left out.</param>
public sealed record AccountData(
    IReadOnlyList<SessionInfo> Sessions, IReadOnlyList<InstanceDetail> Instances, IReadOnlyList<AuditRecord> Audit, bool AuditIsComplete);
