using NcAspire.Core.Instances;
using NcAspire.Core.WhatsApp;
using NcAspire.Store.Postgres.Rows;
using Npgsql;

namespace NcAspire.Store.Postgres.WhatsApp;

internal sealed class LinkStore(NpgsqlDataSource dataSource) : ILinkStore
{
    private const string GoingOn = "l.stage in ('starting', 'waiting', 'scanned')";

    public async Task<WhatsAppLink?> FindAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        const string Sql = $"select {LinkRow.Columns} from whatsapp_links l where l.instance_id = @Instance";
        var row = await dataSource.FindAsync<LinkRow>(Sql, new { Instance = instance.Value }, cancellationToken);
        return row?.ToEntity();
    }

    public async Task<LinkClaim?> BeginAsync(
        InstanceId instance, Guid worker, TimeSpan lease, TimeSpan lifetime, string message, CancellationToken cancellationToken)
    {
        // "fresh": no attempt is going on. One that nobody holds and whose time is over goes on no more; a scanned code has no end.
        const string Fresh =
            "(l.stage not in ('starting', 'waiting', 'scanned') or (l.expires_at <= now() and l.stage <> 'scanned'))";
        const string Sql =
            $"""
            insert into whatsapp_links as l (
                instance_id, attempt, stage, message, started_at, expires_at, updated_at, lease_owner, lease_until)
            select i.id, 1, 'starting', @Message, now(), now() + @Lifetime, now(), @Worker, now() + @Lease
            from (select id from instances where id = @Instance for key share) i
            on conflict (instance_id) do update set
                attempt = case when {Fresh} then l.attempt + 1 else l.attempt end,
                stage = case when {Fresh} then excluded.stage else l.stage end,
                qr_data_url = case when {Fresh} then null else l.qr_data_url end,
                message = case when {Fresh} then excluded.message else l.message end,
                started_at = case when {Fresh} then excluded.started_at else l.started_at end,
                expires_at = case when {Fresh} then excluded.expires_at else l.expires_at end,
                updated_at = now(),
                lease_owner = excluded.lease_owner,
                lease_until = excluded.lease_until
            where l.lease_until is null or l.lease_until <= now()
            returning {LinkRow.Columns}
            """;
        var parameters = new
        {
            Instance = instance.Value,
            Worker = worker,
            Lease = lease,
            Lifetime = lifetime,
            Message = message,
        };

        // Nothing written means that somebody holds an attempt, or that the instance went away meanwhile, with its row.
        if (await dataSource.FindAsync<LinkRow>(Sql, parameters, cancellationToken) is { } mine)
        {
            return new LinkClaim(mine.ToEntity(), Mine: true);
        }

        return await FindAsync(instance, cancellationToken) is { } going ? new LinkClaim(going, Mine: false) : null;
    }

    public async Task<WhatsAppLink?> ClaimAbandonedAsync(Guid worker, TimeSpan lease, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            with next as (
                select l.instance_id from whatsapp_links l
                where {GoingOn} and l.lease_until <= now()
                order by l.lease_until
                limit 1
                for update skip locked
            )
            update whatsapp_links l set updated_at = now(), lease_owner = @Worker, lease_until = now() + @Lease
            from next where l.instance_id = next.instance_id
            returning {LinkRow.Columns}
            """;
        var row = await dataSource.FindAsync<LinkRow>(Sql, new { Worker = worker, Lease = lease }, cancellationToken);
        return row?.ToEntity();
    }

    public async Task<bool> WriteAsync(
        InstanceId instance,
        int attempt,
        Guid worker,
        TimeSpan lease,
        LinkStage stage,
        string? qrDataUrl,
        string message,
        CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            update whatsapp_links l set
                stage = @Stage,
                qr_data_url = case when @Stage = 'waiting' then @QrDataUrl end,
                message = @Message,
                updated_at = now(),
                lease_owner = case when @GoesOn then @Worker end,
                lease_until = case when @GoesOn then now() + @Lease end
            where l.instance_id = @Instance and l.attempt = @Attempt and l.lease_owner = @Worker and {GoingOn}
            """;
        var written = await dataSource.ExecuteAsync(
            Sql,
            new
            {
                Instance = instance.Value,
                Attempt = attempt,
                Worker = worker,
                Lease = lease,
                Stage = stage.ToText(),
                GoesOn = stage is LinkStage.Starting or LinkStage.Waiting or LinkStage.Scanned,
                QrDataUrl = qrDataUrl,
                Message = message,
            },
            cancellationToken);
        return written > 0;
    }

    public Task ReleaseAsync(InstanceId instance, Guid worker, CancellationToken cancellationToken)
    {
        const string Sql =
            $"update whatsapp_links l set lease_until = now() where l.instance_id = @Instance and l.lease_owner = @Worker and {GoingOn}";
        return dataSource.ExecuteAsync(Sql, new { Instance = instance.Value, Worker = worker }, cancellationToken);
    }

    public Task CancelAsync(InstanceId instance, string message, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            update whatsapp_links l set
                stage = 'cancelled', qr_data_url = null, message = @Message, updated_at = now(),
                lease_owner = null, lease_until = null
            where l.instance_id = @Instance and {GoingOn}
            """;
        return dataSource.ExecuteAsync(Sql, new { Instance = instance.Value, Message = message }, cancellationToken);
    }
}
