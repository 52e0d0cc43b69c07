namespace NcAspire.Core.Accounts;

/// <summary>Section <c>Limits</c>: how often a user may do what costs something.</summary>
public sealed class LimitOptions
{
    public RequestLimit InstanceCreate { get; } = new() { Count = 20, Window = TimeSpan.FromHours(1) };

    public RequestLimit InstanceChange { get; } = new() { Count = 60, Window = TimeSpan.FromMinutes(10) };

    public RequestLimit QrStart { get; } = new() { Count = 20, Window = TimeSpan.FromMinutes(10) };

    public RequestLimit KeyWrite { get; } = new() { Count = 30, Window = TimeSpan.FromMinutes(10) };

    public RequestLimit AccountChange { get; } = new() { Count = 10, Window = TimeSpan.FromHours(1) };

    public RequestLimit Export { get; } = new() { Count = 10, Window = TimeSpan.FromHours(1) };

    public RequestLimit Of(Limit limit) => limit switch
    {
        Limit.InstanceCreate => InstanceCreate,
        Limit.InstanceChange => InstanceChange,
        Limit.QrStart => QrStart,
        Limit.KeyWrite => KeyWrite,
        Limit.AccountChange => AccountChange,
        Limit.Export => Export,
        _ => throw new ArgumentOutOfRangeException(nameof(limit)),
    };
}
