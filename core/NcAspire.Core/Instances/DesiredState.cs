namespace NcAspire.Core.Instances;

/// <summary>What the owner wants. Written first, then made true.</summary>
public enum DesiredState
{
    Running,
    Stopped,
    Deleted,
}
