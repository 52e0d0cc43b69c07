using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NcAspire.Store.Postgres.Migrations;
using Npgsql;

namespace NcAspire.Migrations;

/// <summary>Runs the migrations once and says in one sentence how it went.</summary>
internal sealed partial class SchemaUpdate(IServiceProvider services, ILogger<SchemaUpdate> logger)
{
    /// <summary>False when the schema is not up to date; the log says why.</summary>
    public async Task<bool> ExecuteAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Made here and not by constructor, so that a missing connection string or a wrong Regions section is reported the same way.
            var runner = services.GetRequiredService<MigrationRunner>();
            var applied = await runner.RunAsync(cancellationToken);
            Log.UpToDate(logger, applied);
            return true;
        }
        catch (MigrationException fault)
        {
            Log.Refused(logger, fault.Message);
        }
        catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException or ArgumentException)
        {
            Log.Unreachable(logger, fault.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Log.Stopped(logger);
        }

        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The database is up to date; {Applied} migrations were applied now.")]
        public static partial void UpToDate(ILogger logger, int applied);

        [LoggerMessage(LogLevel.Error, "The database was not brought up to date. {Reason}")]
        public static partial void Refused(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Error, "The database could not be reached; check ConnectionStrings__ncaspire. {Reason}")]
        public static partial void Unreachable(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Warning, "The update of the database was stopped before its end; run it again.")]
        public static partial void Stopped(ILogger logger);
    }
}
