using System.Text.Json.Serialization;

namespace Docker.DotNet.Models;

/// <summary>When the engine starts a container again by itself. <see cref="Undefined"/> is not sent.</summary>
[JsonConverter(typeof(RestartPolicyKindConverter))]
public enum RestartPolicyKind
{
    Undefined,
    No,
    Always,
    OnFailure,
    UnlessStopped,
}
