using NcAspire.Core.Accounts;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Instances;

/// <summary>An instance to be inserted.</summary>
public sealed record NewInstance(
    InstanceId Id,
    OperationId Operation,
    UserId User,
    Slug Slug,
    string Region,
    string Provider,
    string Image,
    string ContainerName,
    string StateVolume);
