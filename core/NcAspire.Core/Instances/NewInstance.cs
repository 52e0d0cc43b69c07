using NcAspire.Core.Accounts;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Instances;

/// <summary>An instance to be inserted.</summary>
/// <param name="MemoryBytes">Hard memory limit of its machine.</param>
public sealed record NewInstance(
    InstanceId Id,
    OperationId Operation,
    UserId User,
    Slug Slug,
    string Region,
    string Provider,
    string Image,
    string ContainerName,
    string StateVolume,
    long MemoryBytes);
