using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Hosts;
using NcAspire.Core.Instances;
using NcAspire.Core.Orphans;
using NcAspire.Core.Relay;
using NcAspire.Core.Requests;
using NcAspire.Core.Secrets;
using NcAspire.Core.Signals;
using NcAspire.Core.WhatsApp;
using NcAspire.Core.Workflows;
using NcAspire.Store.Postgres.Accounts;
using NcAspire.Store.Postgres.Audit;
using NcAspire.Store.Postgres.Hosts;
using NcAspire.Store.Postgres.Instances;
using NcAspire.Store.Postgres.Migrations;
using NcAspire.Store.Postgres.Operations;
using NcAspire.Store.Postgres.Orphans;
using NcAspire.Store.Postgres.Relay;
using NcAspire.Store.Postgres.Requests;
using NcAspire.Store.Postgres.Secrets;
using NcAspire.Store.Postgres.Signals;
using NcAspire.Store.Postgres.WhatsApp;
using Npgsql;

namespace NcAspire.Store.Postgres;

public static class PostgresStoreExtensions
{
    /// <summary>
    /// Adds every store over the registered <see cref="NpgsqlDataSource"/>. A lost connection surfaces as
    /// <see cref="NpgsqlException"/> with <see cref="System.Data.Common.DbException.IsTransient"/>; nothing retries inside.
    /// </summary>
    public static IServiceCollection AddPostgresStore(this IServiceCollection services)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IInstanceStore, InstanceStore>();
        services.AddSingleton<IObservationStore, ObservationStore>();
        services.AddSingleton<IHostStore, HostStore>();
        services.AddSingleton<IOrphanStore, OrphanStore>();
        services.AddSingleton<IRegionStore, RegionStore>();
        services.AddSingleton<ISecretStore, SecretStore>();
        services.AddSingleton<IKeyUseStore, KeyUseStore>();
        services.AddSingleton<IOperationStore, OperationStore>();
        services.AddSingleton<ILinkStore, LinkStore>();
        services.AddSingleton<IAccountStore, AccountStore>();
        services.AddSingleton<IRateLimiter, RateLimiter>();
        services.AddSingleton<IRequestStore, RequestStore>();
        services.AddSingleton<IRelayStore, RelayStore>();
        services.AddSingleton<IAuditLog, AuditLog>();

        services.AddSingleton<PostgresSignals>();
        services.AddSingleton<ISignals>(provider => provider.GetRequiredService<PostgresSignals>());
        services.AddHostedService(provider => provider.GetRequiredService<PostgresSignals>());
        return services;
    }

    /// <summary>Adds <see cref="MigrationRunner"/> with the scripts of this assembly and the regions of the section <c>Regions</c>.</summary>
    public static IServiceCollection AddPostgresMigrations(this IServiceCollection services) =>
        services.AddSingleton(provider => new MigrationRunner(
            provider.GetRequiredService<NpgsqlDataSource>(),
            Migration.Embedded,
            RegionOptions.ToRegions(
                provider.GetRequiredService<IConfiguration>().GetSection("Regions").Get<List<RegionOptions>>() ?? []),
            provider.GetRequiredService<ILogger<MigrationRunner>>()));
}
