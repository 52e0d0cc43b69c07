using NcAspire.Core.Workflows;

namespace NcAspire.Core.Instances;

/// <summary>A gateway that should run has ended, is gone or hangs.</summary>
/// <param name="Mend">Kind of the operation that brings it up again.</param>
/// <param name="Operation">Key of that operation.</param>
/// <param name="Incident">What happened, for its owner.</param>
/// <param name="Restarts">How often the backend says it has started the gateway again by itself; those not seen before count as ends, too.</param>
/// <param name="GivenUp">What its owner is told if this was one end too many, from the number of ends.</param>
public sealed record UnplannedEnd(
    InstanceId Instance,
    OperationKind Mend,
    OperationId Operation,
    Failure Incident,
    int Restarts,
    Func<int, Failure> GivenUp);
