using NcAspire.Core.Secrets;

namespace NcAspire.Core.Models;

/// <summary>A vendor of models that an instance can use, by the relay.</summary>
/// <param name="Id">The provider id in OpenClaw's configuration, and the first part of the relay's path.</param>
/// <param name="Keys">The secrets that open it; the first one that is there is used.</param>
/// <param name="Upstream">The vendor's base address; the path below it is the gateway's. Without a trailing slash.</param>
/// <param name="DefaultModel">The model of somebody who chose none, in the vendor's spelling.</param>
/// <param name="IsBuiltIn">OpenClaw knows its models; of any other, the chosen model has to be listed in the configuration.</param>
public sealed record ModelVendor(
    string Id, string Name, IReadOnlyList<SecretName> Keys, ModelApi Api, Uri Upstream, string DefaultModel, bool IsBuiltIn);
