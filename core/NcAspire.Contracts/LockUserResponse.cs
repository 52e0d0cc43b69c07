namespace NcAspire.Contracts;

/// <summary>Answer to locking an account.</summary>
/// <param name="Stopping">Names of instances that are being stopped.</param>
/// <param name="NotStopped">Names of instances that are busy with something else; lock once more later to stop them.</param>
public sealed record LockUserResponse(OpsUserResponse User, IReadOnlyList<string> Stopping, IReadOnlyList<string> NotStopped);
