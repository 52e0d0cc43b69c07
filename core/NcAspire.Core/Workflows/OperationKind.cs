namespace NcAspire.Core.Workflows;

public enum OperationKind
{
    Create,
    Start,
    Stop,
    Restart,
    Configure,
    Repair,
    Delete,
}
