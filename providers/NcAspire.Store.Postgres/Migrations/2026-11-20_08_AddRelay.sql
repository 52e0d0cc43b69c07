-- A gateway shows its token to the relay. An instance has one that is live.
create table relay_tokens (
    token_hash  bytea primary key check (octet_length(token_hash) = 32),
    instance_id uuid not null references instances (id) on delete cascade,
    created_at  timestamptz not null,
    revoked_at  timestamptz
);

create unique index relay_tokens_live on relay_tokens (instance_id) where revoked_at is null;
create index relay_tokens_instance on relay_tokens (instance_id);

-- day: in UTC.
create table relay_usage (
    instance_id   uuid not null references instances (id) on delete cascade,
    day           date not null,
    vendor        text not null,
    requests      bigint not null,
    input_tokens  bigint not null,
    output_tokens bigint not null,
    primary key (instance_id, day, vendor)
);

-- The last fault of a vendor. ended_at: when it answered well again.
create table model_faults (
    instance_id uuid not null references instances (id) on delete cascade,
    vendor      text not null,
    kind        text not null check (kind in (
        'no-key', 'key-unreadable', 'key-refused', 'no-credit', 'rate-limited', 'model-unknown', 'vendor-down', 'silent', 'limit-reached')),
    since       timestamptz not null,
    last_at     timestamptz not null,
    ended_at    timestamptz,
    primary key (instance_id, vendor)
);

create trigger relay_tokens_changed after insert or update or delete on relay_tokens
    for each row execute function notify_instance_of_row();

-- A fault that goes on is no news.
create trigger model_faults_added after insert on model_faults
    for each row execute function notify_instance_of_row();

create trigger model_faults_changed after update on model_faults
    for each row when ((old.kind, old.since, old.ended_at) is distinct from (new.kind, new.since, new.ended_at))
    execute function notify_instance_of_row();
