-- Each entry of the audit log gets a number and a hash over itself and over the hash of the entry before.
-- The one row of audit_head says what the last entry is. It is locked when a transaction commits, after every other row, the hosts' too:
-- writers take turns for the length of a commit, and none of them waits for another in a circle.
create table audit_head (
    only_row boolean primary key default true check (only_row),
    sequence bigint not null,
    hash     bytea not null check (octet_length(hash) = 32)
);

insert into audit_head (sequence, hash) values (0, decode(repeat('00', 32), 'hex'));

-- Null within the transaction that adds the entry, and never after it.
alter table audit_log
    add column sequence bigint,
    add column hash     bytea check (octet_length(hash) = 32);

create unique index audit_log_sequence on audit_log (sequence);
create index audit_log_instance on audit_log (instance_id, sequence);
create index audit_log_user on audit_log (user_id, sequence);

-- A field with its length in bytes before it, so that no two entries have one text; the program has the same in AuditChain.
create function audit_field(value text) returns text language sql immutable as $$
    select coalesce(octet_length(convert_to(value, 'UTF8')) || ':' || value, '-') || e'\n'
$$;

create function audit_hash(sequence bigint, previous bytea, entry audit_log) returns bytea language sql stable as $$
    select sha256(convert_to(
        'ncaspire-audit-1' || e'\n'
            || audit_field(sequence::text)
            || audit_field(encode(previous, 'hex'))
            || audit_field(entry.id::text)
            || audit_field((extract(epoch from entry.at) * 1000000)::bigint::text)
            || audit_field(entry.user_id::text)
            || audit_field(entry.address)
            || audit_field(entry.instance_id::text)
            || audit_field(entry.action)
            || audit_field(entry.detail),
        'UTF8'))
$$;

create function chain_audit() returns trigger language plpgsql as $$
declare
    head audit_head;
begin
    select * into strict head from audit_head for update;
    head.sequence := head.sequence + 1;
    head.hash := audit_hash(head.sequence, head.hash, new);
    update audit_log set sequence = head.sequence, hash = head.hash where id = new.id;
    update audit_head set sequence = head.sequence, hash = head.hash;
    return null;
end
$$;

do $$
declare
    entry audit_log;
    head audit_head;
begin
    select * into strict head from audit_head;
    for entry in select * from audit_log order by at, id loop
        head.sequence := head.sequence + 1;
        head.hash := audit_hash(head.sequence, head.hash, entry);
        update audit_log set sequence = head.sequence, hash = head.hash where id = entry.id;
    end loop;
    update audit_head set sequence = head.sequence, hash = head.hash;
end
$$;

create constraint trigger audit_log_chained after insert on audit_log
    deferrable initially deferred for each row execute function chain_audit();
