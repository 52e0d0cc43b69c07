using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;
using NcAspire.Core.WhatsApp;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Instances;

/// <summary>An instance with what is going on around it.</summary>
/// <param name="Operation">The oldest open operation, or null.</param>
/// <param name="Link">The current or latest attempt to link a phone, or null.</param>
/// <param name="Secrets">What it has, by name, without any value.</param>
/// <param name="Faults">What goes wrong with its models at present, the latest first.</param>
public sealed record InstanceDetail(
    Instance Instance, Operation? Operation, WhatsAppLink? Link, IReadOnlyList<SecretSummary> Secrets,
    IReadOnlyList<ModelFault> Faults);
