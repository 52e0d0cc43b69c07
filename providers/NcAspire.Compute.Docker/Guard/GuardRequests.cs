namespace NcAspire.Compute.Docker.Guard;

/// <summary>What a request is about, for the audit line.</summary>
internal interface IGuardRequest
{
    /// <summary>Name of the machine, volume or network; null when the request names none.</summary>
    string? Subject { get; }

    Guid? Instance => null;
}

internal sealed record NothingRequest : IGuardRequest
{
    string? IGuardRequest.Subject => null;
}

internal sealed record MachineRequest(string Machine) : IGuardRequest
{
    string? IGuardRequest.Subject => Machine;
}

internal sealed record VolumeRequest(string Volume) : IGuardRequest
{
    string? IGuardRequest.Subject => Volume;
}

internal sealed record NetworkRequest(string Network) : IGuardRequest
{
    string? IGuardRequest.Subject => Network;
}

internal sealed record EnsureVolumeRequest(Guid Instance, string Volume) : IGuardRequest
{
    string? IGuardRequest.Subject => Volume;

    Guid? IGuardRequest.Instance => Instance;
}

internal sealed record CreateMachineRequest(
    Guid Instance,
    string Slug,
    string Machine,
    string Volume,
    string Image,
    long MemoryBytes,
    double Cpus,
    IReadOnlyDictionary<string, string> Environment) : IGuardRequest
{
    string? IGuardRequest.Subject => Machine;

    Guid? IGuardRequest.Instance => Instance;
}

/// <param name="Path">Relative to the state directory, with forward slashes.</param>
internal sealed record SeedFileEntry(string Path, string Content);

internal sealed record SeedFilesRequest(string Machine, IReadOnlyList<SeedFileEntry> Files) : IGuardRequest
{
    string? IGuardRequest.Subject => Machine;
}

internal sealed record StopMachineRequest(string Machine, long GraceMilliseconds) : IGuardRequest
{
    string? IGuardRequest.Subject => Machine;
}

/// <param name="Command">One of <see cref="GuardCommands"/>.</param>
internal sealed record ExecRequest(string Machine, string Command) : IGuardRequest
{
    string? IGuardRequest.Subject => Machine;
}

internal sealed record LogsRequest(string Machine, int Lines) : IGuardRequest
{
    string? IGuardRequest.Subject => Machine;
}
