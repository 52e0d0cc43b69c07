using NcAspire.Core.Instances;

namespace NcAspire.Core.Workflows;

/// <summary>A step cannot be done, now or later: the operation ends as failed, and what was done is undone.</summary>
public sealed class StepFailedException(Failure failure) : Exception(failure.Detail)
{
    public Failure Failure { get; } = failure;
}
