using NcAspire.Core.Accounts;

namespace NcAspire.Core.Audit;

/// <summary>Who asks for a change, for the audit log.</summary>
/// <param name="Address">IP address the request came from, when known.</param>
public sealed record Actor(UserId? User, string? Address);
