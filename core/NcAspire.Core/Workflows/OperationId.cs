namespace NcAspire.Core.Workflows;

/// <summary>Key of an operation: a version 7 uuid, so that keys sort by age.</summary>
public readonly record struct OperationId(Guid Value)
{
    public static OperationId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    public override string ToString() => Value.ToString();
}
