using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Local;

/// <summary>
/// What lies where: <c>machines/NAME/</c>, <c>volumes/NAME/</c>, <c>locks/</c>, <c>compile-cache/</c>. Folders with a leading dot
/// are being made or removed and count as not there.
/// </summary>
internal sealed partial class DataFolder
{
    private static readonly TimeSpan _leftoverAge = TimeSpan.FromHours(1);
    private readonly string _machines;
    private readonly string _volumes;
    private readonly string _locks;
    private readonly TimeProvider _clock;
    private readonly ILogger<DataFolder> _logger;

    public DataFolder(IOptions<LocalOptions> options, TimeProvider clock, ILogger<DataFolder> logger)
    {
        var root = options.Value.DataPath;
        _machines = Path.Combine(root, "machines");
        _volumes = Path.Combine(root, "volumes");
        _locks = Path.Combine(root, "locks");
        _clock = clock;
        _logger = logger;
        CompileCache = Path.Combine(root, "compile-cache");

        foreach (var folder in (string[])[root, _machines, _volumes, _locks, CompileCache])
        {
            PrivateFiles.MakeFolder(folder);
        }

        SweepLeftovers();
    }

    /// <summary>Node's compile cache, shared by all gateways: the second one starts faster than the first.</summary>
    public string CompileCache { get; }

    public IEnumerable<MachineFolder> Machines => Named(_machines).Select(path => new MachineFolder(path));

    public IEnumerable<VolumeFolder> Volumes => Named(_volumes).Select(path => new VolumeFolder(path));

    /// <exception cref="ProviderException">The name could lead somewhere else.</exception>
    public MachineFolder Machine(string name) => new(Path.Combine(_machines, Checked(name)));

    /// <inheritdoc cref="Machine"/>
    public VolumeFolder Volume(string name) => new(Path.Combine(_volumes, Checked(name)));

    /// <summary>One at a time over all processes that share this folder, and the lock of a killed one is free.</summary>
    public Task<FileLock> LockAsync(MachineFolder machine, CancellationToken cancellationToken) =>
        LockAsync($"machine-{machine.Name}", cancellationToken);

    /// <inheritdoc cref="LockAsync(MachineFolder, CancellationToken)"/>
    public Task<FileLock> LockAsync(VolumeFolder volume, CancellationToken cancellationToken) =>
        LockAsync($"volume-{volume.Name}", cancellationToken);

    /// <summary>Taken last, and for a moment only.</summary>
    public Task<FileLock> LockPortsAsync(CancellationToken cancellationToken) => LockAsync("ports", cancellationToken);

    /// <summary>Null when somebody has it.</summary>
    public FileLock? TryLock(MachineFolder machine) => FileLock.TryTake(Path.Combine(_locks, $"machine-{machine.Name}"));

    private Task<FileLock> LockAsync(string name, CancellationToken cancellationToken) =>
        FileLock.TakeAsync(Path.Combine(_locks, name), _clock, cancellationToken);

    private static IEnumerable<string> Named(string folder) =>
        Directory.EnumerateDirectories(folder).Where(path => !Path.GetFileName(path).StartsWith('.'));

    private static string Checked(string name) => NamePattern.IsMatch(name)
        ? name
        : throw new ProviderException($"\"{name}\" is no name of a machine or volume.", isTransient: false);

    // A crash while a folder was made or removed leaves one with a leading dot; nobody works on one for an hour.
    private void SweepLeftovers()
    {
        var old = _clock.GetUtcNow() - _leftoverAge;

        foreach (var leftover in from parent in (string[])[_machines, _volumes]
                                 from folder in new DirectoryInfo(parent).EnumerateDirectories(".*")
                                 where folder.LastWriteTimeUtc < old
                                 select folder.FullName)
        {
            try
            {
                PrivateFiles.EraseFolder(leftover);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                Log.LeftoverStays(_logger, leftover, fault);
            }
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex NamePattern { get; }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Folder} should be gone and can't be removed; it may hold a person's credentials.")]
        public static partial void LeftoverStays(ILogger logger, string folder, Exception fault);
    }
}
