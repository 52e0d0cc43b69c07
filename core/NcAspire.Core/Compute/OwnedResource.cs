using NcAspire.Core.Instances;

namespace NcAspire.Core.Compute;

/// <summary>A resource that carries our label, whether or not a row still owns it.</summary>
public sealed record OwnedResource(OwnedResourceKind Kind, string Name, InstanceId Instance, DateTimeOffset CreatedAt);
