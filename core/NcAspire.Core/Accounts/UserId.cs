namespace NcAspire.Core.Accounts;

/// <summary>Key of a user: a version 7 uuid made by the program.</summary>
public readonly record struct UserId(Guid Value)
{
    public static UserId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    public override string ToString() => Value.ToString();
}
