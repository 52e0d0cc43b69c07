using NcAspire.Core.Instances;

namespace NcAspire.Core.Workflows;

/// <summary>How an operation is carried out: an ordered table of steps.</summary>
public interface IWorkflow
{
    /// <summary>The kinds of operation this workflow carries out.</summary>
    IReadOnlyList<OperationKind> Kinds { get; }

    IReadOnlyList<Step> Steps { get; }

    /// <summary>The status of the instance when all steps are done; null leaves it.</summary>
    InstanceStatus? StatusWhenDone { get; }

    /// <summary>The status of the instance when the operation failed for good; null leaves it.</summary>
    InstanceStatus? StatusWhenFailed { get; }
}
