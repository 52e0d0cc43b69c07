using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace NcAspire.Relay;

/// <summary>Whether the database answers. Tenants can ask this as well, so that it is looked up at most once in two seconds.</summary>
internal sealed class StoreHealth(NpgsqlDataSource dataSource, TimeProvider clock) : IHealthCheck, IDisposable
{
    private static readonly TimeSpan _age = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _one = new(1);
    private HealthCheckResult? _last;
    private long _lastAt;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_last is not { } last || clock.GetElapsedTime(_lastAt) > _age)
            {
                _last = last = await LookAsync(cancellationToken);
                _lastAt = clock.GetTimestamp();
            }

            return last;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<HealthCheckResult> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = dataSource.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException fault)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", fault);
        }
    }
}
