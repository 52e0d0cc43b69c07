-- What is seen of a running instance, so that another process goes on where one died.
-- ends, ends_since: how often its gateway has ended unasked, and when that count began.
-- restarts_seen: of the restarts that the backend alone has made since we started the machine last.
-- incident_*: what happened last and was mended, until its owner takes it off.
alter table instances
    add column drift           text[] not null default '{}',
    add column ends            integer not null default 0,
    add column ends_since      timestamptz,
    add column restarts_seen   integer not null default 0,
    add column incident_kind   text,
    add column incident_title  text,
    add column incident_detail text,
    add column incident_at     timestamptz,
    add constraint instances_incident_whole check (
        num_nulls(incident_kind, incident_title, incident_detail, incident_at) in (0, 4)),
    add constraint instances_ends_whole check (ends = 0 or ends_since is not null),
    drop constraint instances_failure_kind_check,
    add constraint instances_failure_kind_check check (failure_kind in (
        'config-refused', 'start-timeout', 'gateway-exited', 'out-of-memory', 'volume-lost', 'provider-fault', 'crash-loop',
        'machine-missing', 'gateway-silent')),
    add constraint instances_incident_kind_check check (incident_kind in (
        'config-refused', 'gateway-exited', 'out-of-memory', 'machine-missing', 'gateway-silent'));

alter table operations
    drop constraint operations_kind_check,
    add constraint operations_kind_check check (kind in (
        'create', 'start', 'stop', 'restart', 'configure', 'repair', 'delete')),
    drop constraint operations_failure_kind_check,
    add constraint operations_failure_kind_check check (failure_kind in (
        'config-refused', 'start-timeout', 'gateway-exited', 'out-of-memory', 'volume-lost', 'provider-fault', 'crash-loop',
        'machine-missing', 'gateway-silent'));

-- A backend's notice names a machine.
create index instances_machine on instances (provider, container_name);

-- A health check that found nothing new is nobody's news: of a thousand instances, each page would be woken at every pass. Columns that
-- only count and only tell the time are named here, so that one that is added later is news until somebody says otherwise.
drop trigger instances_changed on instances;

create trigger instances_changed after update on instances
    for each row when (
        old.* is distinct from new.*
        and old.lease_until is not distinct from new.lease_until
        and to_jsonb(old) - '{updated_at,last_health_at,last_whatsapp_connected_at,ends,ends_since,restarts_seen}'::text[]
            is distinct from to_jsonb(new) - '{updated_at,last_health_at,last_whatsapp_connected_at,ends,ends_since,restarts_seen}'::text[])
    execute function notify_instance();
