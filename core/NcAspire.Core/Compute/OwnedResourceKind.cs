namespace NcAspire.Core.Compute;

public enum OwnedResourceKind
{
    Machine,
    Volume,
}
