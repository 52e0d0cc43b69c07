using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Core.Workflows;

/// <summary>What a step works on: the instance as it was when the operation was taken up, and its provider.</summary>
public sealed record StepContext(Operation Operation, Instance Instance, IComputeProvider Provider);
