using System.ComponentModel.DataAnnotations;
using NcAspire.Core.Compute;

namespace NcAspire.Core.Hosts;

/// <summary>Section <c>Capacity</c>: how many instances a host takes.</summary>
public sealed class CapacityOptions
{
    /// <summary>Memory that a host keeps for its system and for the engine, in bytes.</summary>
    [Range(0, long.MaxValue, ErrorMessage = "Capacity:ReserveBytes can't be negative.")]
    public long ReserveBytes { get; set; } = 2L << 30;

    /// <summary>
    /// How many bytes of memory instances may be promised for each byte there is. Above 1 the host may run out of memory, and the
    /// kernel then ends what it likes.
    /// </summary>
    [Range(0.1, 10, ErrorMessage = "Capacity:Overcommit takes 0.1 to 10.")]
    public double Overcommit { get; set; } = 1;

    /// <summary>A host that has told nothing for longer counts as one that does not answer.</summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The rule for a backend; null where memory is not reserved.</summary>
    public Admission? AdmissionTo(IComputeProvider? provider) =>
        provider is { Capabilities.ReservesMemory: true } ? new Admission(ReserveBytes, Overcommit) : null;
}
