using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Aspire.Hosting.Postgres;

/// <summary>Where a server keeps its data, and beside it the password of its superuser.</summary>
internal sealed class PostgresFolder(string path)
{
    private const int PasswordLength = 32;
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly TimeSpan _leftoverGrace = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();

    public string Path { get; } = path;

    public string Data => System.IO.Path.Combine(Path, "data");

    /// <summary>Where initdb works; renamed when it is done, so that an interrupted one leaves nothing half-made.</summary>
    public string Unfinished => System.IO.Path.Combine(Path, "data.new");

    public string PasswordFile => System.IO.Path.Combine(Path, "password");

    public bool IsInitialized => File.Exists(System.IO.Path.Combine(Data, "PG_VERSION"));

    /// <summary>The superuser's password; made up when first asked for.</summary>
    public string Password
    {
        get
        {
            lock (_lock)
            {
                return File.Exists(PasswordFile) ? File.ReadAllText(PasswordFile).Trim() : MakePassword();
            }
        }
    }

    /// <summary>
    /// Sees to the lock that a killed server leaves behind. Postgres ignores it if the pid is dead, but not if another
    /// program has that pid by now; and a server whose AppHost was killed may still be about to end.
    /// </summary>
    public async Task ClearStaleLockAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var file = System.IO.Path.Combine(Data, "postmaster.pid");
        var started = time.GetTimestamp();

        while (LockHolder(file) is { } holder)
        {
            if (!IsPostgres(holder))
            {
                File.Delete(file);
                return;
            }

            if (time.GetElapsedTime(started) > _leftoverGrace)
            {
                throw new DistributedApplicationException(
                    $"Another Postgres (process {holder}) works in {Path}. End it, or use another folder: NC_DATA=… ./nc up");
            }

            await Task.Delay(_pause, time, cancellationToken);
        }
    }

    private string MakePassword()
    {
        if (IsInitialized)
        {
            throw new DistributedApplicationException(
                $"{PasswordFile} is missing, so nobody can log in to the data in {Data}. Put it back, or remove the folder to start anew.");
        }

        Directory.CreateDirectory(Path);
        var password = RandomNumberGenerator.GetString(Alphanumeric, PasswordLength);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };

        using var writer = new StreamWriter(PasswordFile, Encoding.ASCII, options);
        writer.Write(password);
        return password;
    }

    // "4711\n/path/to/data\n1763…": the first line is the server's pid.
    private static int? LockHolder(string file)
    {
        try
        {
            return int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var processId)
                ? processId
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsPostgres(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/comm").Trim() == "postgres"
                && !File.ReadAllText($"/proc/{processId}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
