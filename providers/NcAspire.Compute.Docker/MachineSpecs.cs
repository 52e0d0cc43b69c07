using System.Globalization;
using Docker.DotNet.Models;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Compute.Docker;

/// <summary>What a machine was made for, read back from its labels; they can't be changed in its life.</summary>
internal static class MachineSpecs
{
    /// <exception cref="ProviderException">Definite: the labels are not those of a machine that was made here.</exception>
    public static MachineSpec Of(ContainerInspectResponse machine)
    {
        var labels = machine.Config.Labels;
        return Ownership.InstanceOf(labels) is { } instance
            && Ownership.Label(labels, MachineLabels.Slug) is { } slug && Slug.TryParse(slug) is { } parsed
            && Ownership.Label(labels, MachineLabels.Image) is { } image
            && Ownership.Label(labels, MachineLabels.Volume) is { } volume
            && Number(labels, MachineLabels.Memory) is { } memory
            && Number(labels, MachineLabels.NanoCpus) is { } nanoCpus
                ? new MachineSpec(instance, parsed, machine.Name.TrimStart('/'), volume, image, memory, nanoCpus / 1e9, Environment(machine))
                : throw new ProviderException("The machine's labels are not those that it was made with.", isTransient: false);
    }

    private static long? Number(IDictionary<string, string> labels, string label) =>
        long.TryParse(Ownership.Label(labels, label), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Dictionary<string, string> Environment(ContainerInspectResponse machine) => (machine.Config.Env ?? [])
        .Select(variable => variable.Split('=', 2))
        .Where(variable => variable.Length is 2 && MachineProfile.IsForInstances(variable[0]))
        .DistinctBy(variable => variable[0])
        .ToDictionary(variable => variable[0], variable => variable[1]);
}
