namespace NcAspire.Core.Instances;

/// <summary>What an instance is; what is being done to it reads from its operation.</summary>
public enum InstanceStatus
{
    Creating,
    Running,
    Stopped,
    Error,
}
