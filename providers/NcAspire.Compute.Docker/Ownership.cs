using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Compute.Docker;

/// <summary>What of an engine's resources is ours: only what carries the label of this installation is ever changed or removed.</summary>
internal sealed class Ownership(IOptions<DockerOptions> options)
{
    private readonly string _installation = options.Value.Installation;

    /// <summary>A filter for lists and events: ours only.</summary>
    public IDictionary<string, bool> Filter => new Dictionary<string, bool> { [$"{MachineLabels.Installation}={_installation}"] = true };

    public Dictionary<string, string> Labels(InstanceId instance) => new()
    {
        [MachineLabels.Installation] = _installation,
        [MachineLabels.Instance] = instance.ToString(),
    };

    public bool IsOurs(IDictionary<string, string>? labels) => Label(labels, MachineLabels.Installation) == _installation;

    /// <summary>Null when it belongs to none.</summary>
    public static InstanceId? InstanceOf(IDictionary<string, string>? labels) =>
        Guid.TryParseExact(Label(labels, MachineLabels.Instance), "D", out var instance) ? new InstanceId(instance) : null;

    public static string? Label(IDictionary<string, string>? labels, string label) =>
        labels is not null && labels.TryGetValue(label, out var value) ? value : null;

    /// <param name="what">"machine", "volume" or "network".</param>
    /// <exception cref="ProviderException">Definite: somebody else's.</exception>
    public void Require(string what, string name, IDictionary<string, string>? labels)
    {
        if (!IsOurs(labels))
        {
            throw Foreign(what, name);
        }
    }

    /// <summary>The same for what installations share: it carries the label of one of them.</summary>
    /// <inheritdoc cref="Require(string, string, IDictionary{string, string})"/>
    public static void RequireOfAny(string what, string name, IDictionary<string, string>? labels)
    {
        if (Label(labels, MachineLabels.Installation) is null)
        {
            throw Foreign(what, name);
        }
    }

    /// <inheritdoc cref="Require(string, string, IDictionary{string, string})"/>
    public void Require(string what, string name, IDictionary<string, string>? labels, InstanceId instance)
    {
        Require(what, name, labels);

        if (InstanceOf(labels) != instance)
        {
            throw new ProviderException($"The {what} \"{name}\" belongs to another instance.", isTransient: false);
        }
    }

    private static ProviderException Foreign(string what, string name) => new(
        $"The Docker host has a {what} named \"{name}\" that this service did not make. It is left alone; "
        + "ask the operator to rename or remove it.",
        isTransient: false);
}
