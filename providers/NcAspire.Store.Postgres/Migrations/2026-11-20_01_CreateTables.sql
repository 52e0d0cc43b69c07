create table users (
    id            uuid primary key,
    email         text not null,
    password_hash text not null,
    created_at    timestamptz not null
);

create unique index users_email on users (lower(email));

create table sessions (
    token_hash bytea primary key check (octet_length(token_hash) = 32),
    user_id    uuid not null references users (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);

create table api_tokens (
    id         uuid primary key,
    token_hash bytea not null unique check (octet_length(token_hash) = 32),
    user_id    uuid not null references users (id) on delete cascade,
    name       text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);

create table regions (
    code       text primary key,
    name       text not null,
    provider   text not null,
    is_enabled boolean not null,
    is_default boolean not null
);

create unique index regions_one_default on regions (is_default) where is_default;

-- lease_owner: the worker that works on the instance, one at a time; null when nobody does.
create table instances (
    id                         uuid primary key,
    user_id                    uuid not null references users (id),
    slug                       text not null unique,
    status                     text not null check (status in ('creating', 'running', 'stopped', 'error')),
    desired_state              text not null check (desired_state in ('running', 'stopped', 'deleted')),
    region                     text not null,
    provider                   text not null,
    image                      text not null,
    container_name             text not null,
    state_volume               text not null,
    provisioned_at             timestamptz,
    owner_phone                text,
    number_kind                text not null default 'separate' check (number_kind in ('separate', 'own')),
    whatsapp_state             text not null default 'not-linked' check (
        whatsapp_state in ('not-linked', 'linking', 'connected', 'reconnecting', 'logged-out')),
    whatsapp_self              text,
    failure_kind               text check (failure_kind in (
        'config-refused', 'start-timeout', 'gateway-exited', 'out-of-memory', 'volume-lost', 'provider-fault')),
    failure_title              text,
    failure_detail             text,
    created_at                 timestamptz not null,
    updated_at                 timestamptz not null,
    last_health_at             timestamptz,
    last_whatsapp_connected_at timestamptz,
    lease_owner                uuid,
    lease_until                timestamptz,
    constraint instances_failure_whole check (num_nulls(failure_kind, failure_title, failure_detail) in (0, 3)),
    constraint instances_lease_whole check (num_nulls(lease_owner, lease_until) in (0, 2))
);

create index instances_user on instances (user_id);

-- One value of one secret, envelope-encrypted: the data key is wrapped by the master key that key_id names.
create table instance_secrets (
    instance_id uuid not null references instances (id) on delete cascade,
    name        text not null,
    version     integer not null,
    key_id      text not null,
    wrapped_key bytea not null,
    nonce       bytea not null,
    ciphertext  bytea not null,
    tag         bytea not null,
    last4       text not null,
    updated_at  timestamptz not null,
    primary key (instance_id, name)
);

-- No foreign keys to instances or users: operations and the audit log outlive them.
create table operations (
    id             uuid primary key,
    instance_id    uuid not null,
    user_id        uuid not null,
    slug           text not null,
    kind           text not null check (kind in ('create', 'start', 'stop', 'restart', 'configure', 'delete')),
    state          text not null check (state in ('pending', 'running', 'succeeded', 'failed', 'cancelled')),
    attempts       integer not null default 0,
    step           text,
    failure_kind   text check (failure_kind in (
        'config-refused', 'start-timeout', 'gateway-exited', 'out-of-memory', 'volume-lost', 'provider-fault')),
    failure_title  text,
    failure_detail text,
    created_at     timestamptz not null,
    not_before     timestamptz not null,
    finished_at    timestamptz,
    constraint operations_failure_whole check (num_nulls(failure_kind, failure_title, failure_detail) in (0, 3)),
    constraint operations_finished check ((finished_at is null) = (state in ('pending', 'running')))
);

-- Workers take the oldest open operation; pages show the oldest open one of an instance.
create index operations_open on operations (created_at, id) where state in ('pending', 'running');
create index operations_open_of_instance on operations (instance_id, created_at, id) where state in ('pending', 'running');

create table operation_steps (
    operation_id uuid not null references operations (id) on delete cascade,
    name         text not null,
    position     integer not null,
    output       text check (octet_length(output) <= 8192),
    started_at   timestamptz not null,
    finished_at  timestamptz,
    primary key (operation_id, name)
);

create table whatsapp_links (
    instance_id uuid primary key references instances (id) on delete cascade,
    attempt     integer not null,
    stage       text not null check (
        stage in ('starting', 'waiting', 'scanned', 'connected', 'expired', 'unreachable', 'cancelled')),
    qr_data_url text check (qr_data_url is null or stage = 'waiting'),
    message     text not null,
    started_at  timestamptz not null,
    expires_at  timestamptz not null,
    updated_at  timestamptz not null,
    lease_owner uuid,
    lease_until timestamptz,
    constraint whatsapp_links_lease check (
        num_nulls(lease_owner, lease_until) = case when stage in ('starting', 'waiting', 'scanned') then 0 else 2 end)
);

create index whatsapp_links_lease on whatsapp_links (lease_until) where stage in ('starting', 'waiting', 'scanned');

create table audit_log (
    id          uuid primary key,
    at          timestamptz not null,
    user_id     uuid,
    address     text,
    instance_id uuid,
    action      text not null,
    detail      text
);

create table rate_limits (
    key         text primary key,
    hits        bigint not null,
    window_ends timestamptz not null
);
