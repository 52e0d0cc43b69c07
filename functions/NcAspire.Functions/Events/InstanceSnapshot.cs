using NcAspire.Contracts;

namespace NcAspire.Functions.Events;

/// <summary>What can be told of an instance at one moment.</summary>
/// <param name="Instance">Null when it is gone.</param>
/// <param name="Operation">The operation that is going on, or null.</param>
/// <param name="Qr">The current or latest attempt to link a phone, or null.</param>
internal sealed record InstanceSnapshot(InstanceResponse? Instance, OperationResponse? Operation, QrEvent? Qr);
