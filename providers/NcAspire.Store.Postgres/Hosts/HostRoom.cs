using Dapper;
using NcAspire.Core.Hosts;
using NcAspire.Core.Instances;
using Npgsql;

namespace NcAspire.Store.Postgres.Hosts;

/// <summary>Whether the instances that take memory of a host fit into it.</summary>
internal static class HostRoom
{
    /// <summary><see cref="ChangeRules.TakesMemory"/> of <c>instances i</c>.</summary>
    public const string TakesMemory =
        """
        i.desired_state = 'running' and (i.status <> 'error' or exists (
            select from operations o where o.instance_id = i.id and o.state in ('pending', 'running')))
        """;

    /// <summary>
    /// Asked at the end of a transaction that has written what it wants: why that does not fit, or null. The host's row is locked by then
    /// and always last, so that transactions which add to one host take turns, and none of them waits for another in a circle.
    /// </summary>
    public static async Task<CapacityShortage?> ShortageAsync(
        NpgsqlTransaction transaction, string provider, Admission admission, CancellationToken cancellationToken)
    {
        const string Lock = "select memory_bytes from hosts where provider = @Provider for no key update";
        const string Sum =
            $"select coalesce(sum(i.memory_bytes), 0)::bigint from instances i where i.provider = @Provider and {TakesMemory}";

        var (connection, key) = (transaction.Connected(), new { Provider = provider });
        if (await connection.QuerySingleOrDefaultAsync<long?>(
            new CommandDefinition(Lock, key, transaction, cancellationToken: cancellationToken)) is not { } memory)
        {
            return CapacityShortage.Unreachable;
        }

        var taken = await connection.QuerySingleAsync<long>(
            new CommandDefinition(Sum, key, transaction, cancellationToken: cancellationToken));
        return taken > admission.LimitOf(memory) ? CapacityShortage.Full : null;
    }
}
