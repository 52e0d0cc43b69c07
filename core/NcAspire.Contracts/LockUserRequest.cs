namespace NcAspire.Contracts;

/// <summary>POST /api/ops/users/{id}/lock.</summary>
/// <param name="StopInstances">Stop what runs, too; otherwise instances go on answering.</param>
public sealed record LockUserRequest(bool StopInstances);
