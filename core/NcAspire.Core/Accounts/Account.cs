namespace NcAspire.Core.Accounts;

/// <summary>A user with what operators have decided about it.</summary>
/// <param name="InstanceCap">How many instances it may have at once; null for what everybody may have.</param>
public sealed record Account(User User, int? InstanceCap);
