namespace NcAspire.Core.Accounts;

/// <summary>A valid session, or a personal API token, with its user.</summary>
/// <param name="InstanceCap">How many instances the user may have at once by an operator's word; null for what everybody may have.</param>
/// <param name="Id">Names a session; null for an API token.</param>
public sealed record Session(
    UserId User, string Email, DateTimeOffset UserCreatedAt, DateTimeOffset ExpiresAt, int? InstanceCap, Guid? Id);
