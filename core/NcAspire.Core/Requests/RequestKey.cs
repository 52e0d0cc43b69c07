using NcAspire.Core.Accounts;

namespace NcAspire.Core.Requests;

/// <summary>What makes two requests the same one: who asks, for what, under which Idempotency-Key.</summary>
/// <param name="Route">Method and path.</param>
/// <param name="Key">1 to 128 visible ASCII characters that the caller chose.</param>
public sealed record RequestKey(UserId User, string Route, string Key);
