namespace NcAspire.Core.Instances;

/// <summary>Why an instance or an operation failed; the names people see for them stand in Contracts.</summary>
public enum FailureKind
{
    /// <summary>The gateway refused its configuration (exit code 78), also after a repair.</summary>
    ConfigRefused,

    /// <summary>The gateway ran, but was not ready in time.</summary>
    StartTimeout,

    /// <summary>The gateway process ended by itself.</summary>
    GatewayExited,
    OutOfMemory,

    /// <summary>The state volume of a provisioned instance is gone; it is never replaced by an empty one.</summary>
    VolumeLost,

    /// <summary>The backend could not do what was asked.</summary>
    ProviderFault,

    /// <summary>The gateway ended again and again, so it is no longer started.</summary>
    CrashLoop,

    /// <summary>The machine of a running instance was not there any more.</summary>
    MachineMissing,

    /// <summary>The gateway ran, but gave no answer for long.</summary>
    GatewaySilent,
}
