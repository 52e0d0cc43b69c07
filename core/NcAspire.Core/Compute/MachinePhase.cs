namespace NcAspire.Core.Compute;

/// <summary>Where a machine stands. Only <see cref="Missing"/> is a definite "not there".</summary>
public enum MachinePhase
{
    Missing,
    Created,
    Running,

    /// <summary>It ended, and the backend does not start it again by itself. Between two starts by the backend it is <see cref="Running"/>.</summary>
    Exited,
}
