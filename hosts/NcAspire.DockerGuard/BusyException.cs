namespace NcAspire.DockerGuard;

/// <summary>A request got no turn within <see cref="GuardOptions.MaxWait"/>.</summary>
internal sealed class BusyException() : Exception("The Docker guard is busy.");
