-- Requests with an Idempotency-Key: held while one is being answered, then with the answer until it expires.
create table idempotency_keys (
    user_id      uuid not null references users (id) on delete cascade,
    route        text not null,
    key          text not null check (octet_length(key) between 1 and 128),
    body_hash    bytea not null check (octet_length(body_hash) = 32),
    holder       uuid,
    held_until   timestamptz,
    status       integer,
    location     text,
    content_type text,
    body         text,
    expires_at   timestamptz not null,
    primary key (user_id, route, key),
    constraint idempotency_keys_held_or_answered check (
        (status is null) = (holder is not null)
        and num_nulls(holder, held_until) in (0, 2)
        and num_nulls(status, body) in (0, 2))
);

create index idempotency_keys_expiry on idempotency_keys (expires_at);
