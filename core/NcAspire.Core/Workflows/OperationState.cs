namespace NcAspire.Core.Workflows;

/// <summary>Where an operation stands; the last three are final.</summary>
public enum OperationState
{
    Pending,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}
