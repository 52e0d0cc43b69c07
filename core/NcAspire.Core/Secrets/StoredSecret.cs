using NcAspire.Core.Instances;

namespace NcAspire.Core.Secrets;

/// <summary>A sealed secret with the place that it is bound to.</summary>
public sealed record StoredSecret(InstanceId Instance, SecretName Name, SealedSecret Sealed);
