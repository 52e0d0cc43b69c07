using NcAspire.Core.Instances;

namespace NcAspire.Core.Workflows;

/// <summary>An operation taken up by a worker, under the lease of its instance.</summary>
/// <param name="Steps">The steps that were begun or done before, in order.</param>
public sealed record Claim(Operation Operation, Instance Instance, IReadOnlyList<StepRecord> Steps);
