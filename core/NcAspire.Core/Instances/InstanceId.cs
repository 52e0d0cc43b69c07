namespace NcAspire.Core.Instances;

/// <summary>Key of an instance: a version 7 uuid made by the program.</summary>
public readonly record struct InstanceId(Guid Value)
{
    public static InstanceId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    public override string ToString() => Value.ToString();
}
