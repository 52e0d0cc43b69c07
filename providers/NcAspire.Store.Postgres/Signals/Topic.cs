namespace NcAspire.Store.Postgres.Signals;

/// <summary>What a subscriber waits for: the changes of one instance, or work.</summary>
/// <param name="Instance">Null for work.</param>
internal readonly record struct Topic(Guid? Instance)
{
    public const string InstanceChannel = "nc_instance";
    public const string WorkChannel = "nc_work";

    public static Topic Work { get; } = new(null);

    /// <summary>Null when the notification is none of ours. Sample: channel nc_instance, payload 019aa0c2-7e2b-7c43-a1b8-3c5f2f0d9e11.</summary>
    public static Topic? Of(string channel, string payload) => channel switch
    {
        WorkChannel => Work,
        InstanceChannel when Guid.TryParse(payload, out var instance) => new Topic(instance),
        _ => null,
    };
}
