using NcAspire.Core.Instances;

namespace NcAspire.Core.Compute;

/// <summary>A resource that carries our label, whether or not a row still owns it.</summary>
/// <param name="Instance">Whose it is; null for what no instance owns, such as a network that no machine uses any more.</param>
public sealed record OwnedResource(OwnedResourceKind Kind, string Name, InstanceId? Instance, DateTimeOffset CreatedAt);
