-- Resources of backends that no instance owns. They are removed when they have been nobody's for long.
-- held_back: why one that is due stays. claimed_until: somebody removes it; what is gone by then was removed.
create table orphans (
    provider      text not null,
    kind          text not null check (kind in ('machine', 'volume', 'network')),
    name          text not null,
    instance_id   uuid,
    created_at    timestamptz not null,
    first_seen_at timestamptz not null,
    last_seen_at  timestamptz not null,
    held_back     text,
    claimed_until timestamptz,
    primary key (provider, kind, name)
);
