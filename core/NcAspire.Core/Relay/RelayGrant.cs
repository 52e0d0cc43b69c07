using NcAspire.Core.Instances;

namespace NcAspire.Core.Relay;

/// <summary>Whom a token stands for.</summary>
/// <param name="Faults">Those that are not over.</param>
public sealed record RelayGrant(InstanceId Instance, IReadOnlyList<ModelFault> Faults);
