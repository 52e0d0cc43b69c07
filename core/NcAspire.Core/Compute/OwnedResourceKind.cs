namespace NcAspire.Core.Compute;

public enum OwnedResourceKind
{
    Machine,
    Volume,

    /// <summary>A network of ours that is neither the configured one nor used by any machine.</summary>
    Network,
}
