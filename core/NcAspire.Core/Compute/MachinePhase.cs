namespace NcAspire.Core.Compute;

/// <summary>Where a machine stands. Only <see cref="Missing"/> is a definite "not there".</summary>
public enum MachinePhase
{
    Missing,
    Created,
    Running,
    Exited,
}
