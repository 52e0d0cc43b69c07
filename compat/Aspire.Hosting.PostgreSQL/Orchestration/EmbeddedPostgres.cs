using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Aspire.Hosting.Postgres;

/// <summary>
/// Runs a server from plain binaries: no container engine is needed to develop. As root it runs as another user,
/// because Postgres refuses root.
/// </summary>
internal sealed class EmbeddedPostgres(PostgresServerResource resource) : IProcessRecipe
{
    public const string HomeVariable = "NC_POSTGRES_HOME";

    private const int Nobody = 65534;

    // A fast shutdown writes a checkpoint, which can take a while.
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(10);

    private bool _hasDatabases;

    public string Kind => "PostgreSQL";

    public async Task<ProcessPlan> PrepareAsync(
        IConfiguration configuration, Action<string> log, CancellationToken cancellationToken)
    {
        var folder = resource.RequiredFolder;
        var home = Home(configuration);
        int? runAs = Environment.IsPrivilegedProcess ? Nobody : null;
        _hasDatabases = false;

        if (!folder.IsInitialized)
        {
            await InitializeAsync(folder, home, runAs, log, cancellationToken);
        }

        await folder.ClearStaleLockAsync(TimeProvider.System, cancellationToken);

        return new ProcessPlan(
            Path.Combine(home, "bin", "postgres"),
            [
                "-D", folder.Data,
                "-c", $"port={resource.Port}",
                "-c", $"listen_addresses={PostgresServerResource.Host}",
                "-c", "unix_socket_directories=",
                "-c", "max_connections=100",
            ],
            folder.Path,
            ToolRun.Environment,
            _grace)
        {
            RunAs = runAs,
            LogsToStandardError = true,

            // INT is the fast shutdown: TERM would wait until every client has gone.
            StopSignal = "INT",
        };
    }

    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection($"{resource.ConnectionString};Database=postgres;Pooling=false");
            await connection.OpenAsync(cancellationToken);

            if (!_hasDatabases)
            {
                await CreateDatabasesAsync(connection, cancellationToken);
                _hasDatabases = true;
            }

            return null;
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw new DistributedApplicationException(
                $"{resource.RequiredFolder.PasswordFile} does not hold the password of the data beside it.", fault);
        }
        catch (NpgsqlException fault)
        {
            return $"it does not accept connections: {fault.Message}";
        }
    }

    private async Task CreateDatabasesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        foreach (var database in resource.DatabaseResources)
        {
            await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = @name", connection);
            exists.Parameters.AddWithValue("name", database.DatabaseName);

            if (await exists.ExecuteScalarAsync(cancellationToken) is null)
            {
                var identifier = new NpgsqlCommandBuilder().QuoteIdentifier(database.DatabaseName);
                await using var create = new NpgsqlCommand($"create database {identifier}", connection);
                await create.ExecuteNonQueryAsync(cancellationToken);
            }
        }
    }

    private async Task InitializeAsync(
        PostgresFolder folder, string home, int? runAs, Action<string> log, CancellationToken cancellationToken)
    {
        // Made up here at the latest: initdb reads it.
        _ = folder.Password;

        if (Directory.Exists(folder.Unfinished))
        {
            Directory.Delete(folder.Unfinished, recursive: true);
        }

        if (runAs is { } uid)
        {
            await ToolRun.RunAsync("chown", ["-R", $"{uid}:{uid}", folder.Path], null, log, cancellationToken);
        }

        var initdb = Path.Combine(home, "bin", "initdb");
        await EnsureReachableAsync(["-w", folder.Path], folder.Path, "NC_DATA", runAs, log, cancellationToken);
        await EnsureReachableAsync(["-x", initdb], home, "NC_CACHE", runAs, log, cancellationToken);

        var exitCode = await ToolRun.RunAsync(
            initdb,
            [
                "-D", folder.Unfinished,
                "--username", PostgresServerResource.UserName,
                "--pwfile", folder.PasswordFile,
                "--auth", "scram-sha-256",
                "--encoding", "UTF8",
                "--locale-provider", "builtin",
                "--builtin-locale", "C.UTF-8",
                "--no-locale",
                "--no-instructions",
            ],
            runAs,
            log,
            cancellationToken);

        if (exitCode != 0)
        {
            throw new ResourceFailedException(
                resource.Name, $"initdb could not make a database in {folder.Path} (exit code {exitCode}).");
        }

        Directory.Move(folder.Unfinished, folder.Data);
    }

    private static async Task EnsureReachableAsync(
        string[] test, string path, string variable, int? runAs, Action<string> log, CancellationToken cancellationToken)
    {
        if (await ToolRun.RunAsync("test", test, runAs, log, cancellationToken) != 0)
        {
            var who = runAs is { } uid ? $"the uid {uid}, as which Postgres runs when you are root," : "you";
            throw new DistributedApplicationException(
                $"Postgres cannot use {path}: {who} may not. Choose another place with {variable}.");
        }
    }

    private static string Home(IConfiguration configuration) =>
        configuration[HomeVariable] is { Length: > 0 } home && File.Exists(Path.Combine(home, "bin", "postgres"))
            ? home
            : throw new DistributedApplicationException(
                $"The Postgres binaries are not there ({HomeVariable}). Run ./nc up, which fetches them.");
}
