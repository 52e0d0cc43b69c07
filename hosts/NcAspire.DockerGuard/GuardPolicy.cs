using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using NcAspire.Compute.Docker;
using NcAspire.Compute.Docker.Guard;
using NcAspire.Core.Instances;

namespace NcAspire.DockerGuard;

/// <summary>
/// What a well-formed request may ask for at most. The engine's side checks whose a machine or volume is, and builds the whole
/// create body itself; nothing here is handed on that could name another image, a mount, a flag or a command.
/// </summary>
internal sealed partial class GuardPolicy(IOptions<DockerOptions> docker, IOptions<GuardOptions> guard)
{
    private const double LeastCpus = 0.1;
    private const int MostVariables = 32;
    private const int LongestValue = 1024;
    private const int MostFiles = 16;
    private const int LongestPath = 200;
    private const int MostLines = 10_000;
    private const long LongestGrace = 10 * 60 * 1000;

    private const string BadName = "A name may have only small letters a–z, digits and hyphens, at most 63 of them.";
    private const string NoMachine = "The name is none that a machine of an instance has.";
    private const string NoVolume = "The name is none that a volume of an instance has.";
    private const string NotItsOwn = "Machine and volume must have the names that the instance's key gives them.";

    private readonly HashSet<string> _images = [docker.Value.Image, .. docker.Value.OlderImages];

    /// <summary>Whether a name is plain enough to be logged and asked about.</summary>
    public static bool IsName([NotNullWhen(true)] string? name) => name is not null && Name.IsMatch(name);

    /// <summary>Says in one sentence why the request can't pass, quoting nothing of it; null when it can.</summary>
    public string? Complaint(IGuardRequest request) => request.Subject is { } subject && !IsName(subject)
        ? BadName
        : request switch
        {
            NothingRequest or NetworkRequest => null,
            EnsureVolumeRequest ensure => Complaint(ensure),
            CreateMachineRequest create => Complaint(create),
            VolumeRequest volume => InstanceNames.IsVolume(volume.Volume) ? null : NoVolume,
            { Subject: var machine } when machine is null || !Machine.IsMatch(machine) => NoMachine,
            SeedFilesRequest { Files: var files } => Complaint(files),
            StopMachineRequest { GraceMilliseconds: < 0 or > LongestGrace } => "The grace must be between 0 and 10 minutes.",
            ExecRequest { Command: var command } when GuardCommands.Find(command) is null => "There is no such command.",
            LogsRequest { Lines: < 0 or > MostLines } => $"The number of lines must be between 0 and {MostLines}.",
            _ => null,
        };

    private static string? Complaint(EnsureVolumeRequest ensure) =>
        ensure.Instance == Guid.Empty ? "An instance must be named."
        : ensure.Volume != InstanceNames.Volume(new InstanceId(ensure.Instance)) ? NotItsOwn
        : null;

    private string? Complaint(CreateMachineRequest create)
    {
        if (create.Instance == Guid.Empty || Slug.TryParse(create.Slug) is null)
        {
            return "An instance must be named by its key and its slug.";
        }

        // Whoever may choose a name could take one that something else on the host is about to use, and lay files there for it.
        var instance = new InstanceId(create.Instance);
        if (create.Machine != InstanceNames.Machine(instance) || create.Volume != InstanceNames.Volume(instance))
        {
            return NotItsOwn;
        }

        if (!_images.Contains(create.Image))
        {
            return "The image is neither Docker:Image nor one of Docker:OlderImages.";
        }

        if (create.MemoryBytes < docker.Value.MemoryFloorBytes || create.MemoryBytes > guard.Value.MaxMemoryBytes)
        {
            return "The memory must be between Docker:MemoryFloorBytes and Guard:MaxMemoryBytes.";
        }

        if (!(create.Cpus >= LeastCpus && create.Cpus <= guard.Value.MaxCpus))
        {
            return "The CPU limit must be between 0.1 and Guard:MaxCpus.";
        }

        return create.Environment.Count <= MostVariables && create.Environment.All(IsVariable)
            ? null
            : $"Variables must be named OPENCLAW_… and have one line of at most {LongestValue} characters; {MostVariables} may be given.";
    }

    // The elements of a list and the values of a dictionary may be null in spite of their types: the reader does not look there.
    private static string? Complaint(IReadOnlyList<SeedFileEntry?> files) =>
        files.Count is 0 or > MostFiles ? $"1 to {MostFiles} files may be written at a time."
        : files.All(file => file is not null && IsPath(file.Path)) ? null
        : "A file's path must lead plainly into the state directory.";

    private static bool IsVariable(KeyValuePair<string, string> variable) =>
        Variable.IsMatch(variable.Key) && variable.Value is { Length: <= LongestValue } value && !value.Any(char.IsControl);

    private static bool IsPath(string path) =>
        path.Length <= LongestPath
        && !path.Any(c => char.IsControl(c) || c is '\\')
        && path.Split('/').All(part => part is not ("" or "." or ".."));

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex Name { get; }

    // As InstanceNames makes them. What ran a command for a machine and stayed is removed by its name, too.
    [GeneratedRegex(@"\Anc-[0-9a-f]{32}(-command)?\z")]
    private static partial Regex Machine { get; }

    [GeneratedRegex(@"\AOPENCLAW_[A-Z0-9_]{1,64}\z")]
    private static partial Regex Variable { get; }
}
