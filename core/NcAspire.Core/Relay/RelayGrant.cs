using NcAspire.Core.Instances;

namespace NcAspire.Core.Relay;

/// <summary>Whom a token stands for.</summary>
/// <param name="Open">What its owner allows while everybody may write; null when only the owner is answered.</param>
/// <param name="Faults">Those that are not over.</param>
public sealed record RelayGrant(InstanceId Instance, OpenAccess? Open, IReadOnlyList<ModelFault> Faults);
