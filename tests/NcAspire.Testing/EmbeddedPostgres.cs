using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Xunit;

namespace NcAspire.Testing;

/// <summary>
/// A real PostgreSQL on a free loopback port, for one test process:
/// <c>[assembly: AssemblyFixture(typeof(EmbeddedPostgres))]</c> and take it by constructor.
/// Its files go away with it, and it goes away with the test process, however that ends.
/// </summary>
/// <remarks>Durability is off: what a test wrote is not meant to outlive a crash of the machine.</remarks>
public sealed class EmbeddedPostgres : IAsyncLifetime
{
    private const int StartAttempts = 3;

    // The end of standard input stops the server: it comes when the test process closes the pipe, and also when that is
    // killed. A signal to the whole group is ignored here, so that it cannot skip the cleaning up. The stop signal is
    // repeated, since a server that is just starting does not listen for it yet.
    private const string Keeper = """
        trap '' INT TERM HUP
        home=$1 folder=$2 port=$3
        exec 3<&0 </dev/null 2>&1
        set --
        if [ "$(id -u)" = 0 ]; then
            chown 65534:65534 "$folder"
            set -- setpriv --reuid 65534 --regid 65534 --clear-groups --
        fi
        cd "$folder"
        "$@" "$home/bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --no-sync --no-instructions \
            --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 3<&-
        "$@" "$home/bin/postgres" -D "$folder/data" -p "$port" \
            -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=500 -c shared_buffers=32MB \
            -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c timezone=UTC 3<&- &
        server=$!
        { read -r _ <&3; while kill -QUIT "$server"; do sleep 0.1; done; } >/dev/null 2>&1 &
        wait "$server"
        rm -rf "$folder"
        """;

    private Process? _keeper;
    private string _administration = "";

    /// <summary>Starts the server. xunit calls this for a fixture.</summary>
    /// <exception cref="InvalidOperationException">The server did not start; the message holds its log.</exception>
    public async ValueTask InitializeAsync()
    {
        // Between choosing a free port and the server's bind, another process may take it; then a second try is due.
        for (var attempt = 1; ; attempt++)
        {
            var port = LoopbackPort.Free();
            var log = new ConcurrentQueue<string>();
            _administration = ConnectionString(port, "postgres");

            if (await StartAsync(port, log))
            {
                return;
            }

            await DisposeAsync();

            if (attempt == StartAttempts)
            {
                throw new InvalidOperationException(
                    $"PostgreSQL did not start:{Environment.NewLine}{string.Join(Environment.NewLine, log)}");
            }
        }
    }

    /// <summary>Makes an empty database of its own for the caller.</summary>
    /// <returns>The new database's connection string.</returns>
    public Task<string> CreateDatabaseAsync(CancellationToken cancellationToken) =>
        CreateAsync("template1", cancellationToken);

    /// <summary>Copies a database, for example one that migrations have run on. Nobody may be connected to it.</summary>
    /// <param name="connectionString">What <see cref="CreateDatabaseAsync"/> answered for the original.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The copy's connection string.</returns>
    public Task<string> CloneDatabaseAsync(string connectionString, CancellationToken cancellationToken)
    {
        using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
        return CreateAsync(connection.Database, cancellationToken);
    }

    /// <summary>Stops the server and removes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_keeper is not { } keeper)
        {
            return;
        }

        _keeper = null;
        NpgsqlConnection.ClearAllPools();
        keeper.StandardInput.Close();
        await keeper.WaitForExitAsync();
        keeper.Dispose();
    }

    private async Task<bool> StartAsync(int port, ConcurrentQueue<string> log)
    {
        var folder = Directory.CreateTempSubdirectory("ncaspire-pg-").FullName;
        string[] arguments =
            ["-c", Keeper, "sh", Toolchain.PostgresHome, folder, port.ToString(CultureInfo.InvariantCulture)];
        _keeper = new Process
        {
            StartInfo = new ProcessStartInfo("/bin/sh", arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            },
        };

        // The server's own log says that it is ready: more than a connection to the port, which a stranger could answer.
        // The log's end without that line means that the server is gone.
        var ready = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _keeper.OutputDataReceived += (_, output) =>
        {
            if (output.Data is null)
            {
                ready.TrySetResult(false);
                return;
            }

            log.Enqueue(output.Data);

            if (output.Data.Contains("database system is ready to accept connections", StringComparison.Ordinal))
            {
                ready.TrySetResult(true);
            }
        };
        _keeper.Start();
        _keeper.BeginOutputReadLine();
        return await ready.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System);
    }

    private static string ConnectionString(int port, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = "postgres",
        Database = database,
        IncludeErrorDetail = true,
    }.ConnectionString;

    private async Task<string> CreateAsync(string template, CancellationToken cancellationToken)
    {
        var name = $"test_{Guid.CreateVersion7():N}";
        await using var connection = new NpgsqlConnection(_administration);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"create database {name} template {template}";
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new NpgsqlConnectionStringBuilder(_administration) { Database = name }.ConnectionString;
    }
}
