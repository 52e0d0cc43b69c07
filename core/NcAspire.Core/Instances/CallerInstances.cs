using NcAspire.Core.Accounts;

namespace NcAspire.Core.Instances;

/// <summary>Who calls, and all of his instances, newest first.</summary>
public sealed record CallerInstances(Session Caller, IReadOnlyList<InstanceDetail> Instances);
