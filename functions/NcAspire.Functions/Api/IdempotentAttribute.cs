namespace NcAspire.Functions.Api;

/// <summary>
/// The function honours the header Idempotency-Key: the same request of the same user is answered once, and that answer is repeated
/// for a day. Not for answers that hold a secret.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class IdempotentAttribute : Attribute;
