namespace NcAspire.Core.Workflows;

/// <summary>Tells the workers of this process from those of other replicas and of earlier lives.</summary>
public sealed class WorkerIdentity
{
    public Guid Id { get; } = Guid.NewGuid();
}
