namespace NcAspire.Testing;

/// <summary>What a gateway made of a message.</summary>
/// <param name="Dispatched">The agent works on it.</param>
/// <param name="ReasonCode">OpenClaw's word for why or why not, such as dm_policy_not_allowlisted.</param>
public sealed record InboundVerdict(bool Dispatched, string? ReasonCode);
