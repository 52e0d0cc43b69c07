namespace NcAspire.Contracts;

/// <summary>PUT /api/ops/users/{id}/cap.</summary>
/// <param name="InstanceCap">How many instances the account may have at once, from 0 to 1000; null for what everybody may have.</param>
public sealed record SetCapRequest(int? InstanceCap);
