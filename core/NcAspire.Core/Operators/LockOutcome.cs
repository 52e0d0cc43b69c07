using NcAspire.Core.Instances;

namespace NcAspire.Core.Operators;

/// <param name="Stopping">Instances that are being stopped.</param>
/// <param name="Left">Instances that could not be stopped now, since something else is going on with them: lock once more later.</param>
public sealed record LockOutcome(IReadOnlyList<Slug> Stopping, IReadOnlyList<Slug> Left);
