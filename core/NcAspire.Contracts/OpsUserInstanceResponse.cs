namespace NcAspire.Contracts;

/// <summary>An instance of an account as operators see it.</summary>
/// <param name="Status">One of <see cref="InstanceStates"/>.</param>
public sealed record OpsUserInstanceResponse(
    Guid Id, string Slug, [OneOf(typeof(InstanceStates))] string Status, string Region, string Provider, DateTimeOffset CreatedAt);
