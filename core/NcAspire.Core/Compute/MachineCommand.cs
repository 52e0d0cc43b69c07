namespace NcAspire.Core.Compute;

/// <summary>The fixed commands a provider may run inside a machine. There is no free-form one.</summary>
public enum MachineCommand
{
    /// <summary>openclaw doctor --fix, for a configuration that the gateway refused (exit 78).</summary>
    DoctorFix,

    /// <summary>openclaw config validate --json.</summary>
    ValidateConfig,
}
