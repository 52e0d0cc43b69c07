using NcAspire.Core.Instances;

namespace NcAspire.Core.Compute;

/// <summary>Everything a provider needs to make the machine of one instance. Carries no secret.</summary>
/// <param name="Slug">Kept as a label, so that operators can tell machines apart.</param>
/// <param name="Name">Deterministic name; also the key of every later call.</param>
/// <param name="Volume">Name of the state volume that is mounted read-write.</param>
/// <param name="Image">What to run: an image reference on Docker and Fly, a version on Local.</param>
/// <param name="MemoryBytes">Hard limit where the provider has one.</param>
/// <param name="Cpus">CPU limit in cores where the provider has one.</param>
/// <param name="Environment">Variables of the gateway process beside the provider's own ones.</param>
public sealed record MachineSpec(
    InstanceId Instance,
    Slug Slug,
    string Name,
    string Volume,
    string Image,
    long MemoryBytes,
    double Cpus,
    IReadOnlyDictionary<string, string> Environment);
