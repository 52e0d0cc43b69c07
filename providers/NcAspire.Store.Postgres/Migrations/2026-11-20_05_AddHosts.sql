-- The memory limit of the machine, which instances are admitted by. What exists was made with 1.5 GiB.
alter table instances add column memory_bytes bigint not null default 1610612736 check (memory_bytes > 0);
alter table instances alter column memory_bytes drop default;

-- What a backend last told of itself. Whoever admits an instance locks its row, always as the last row of a transaction.
create table hosts (
    provider        text primary key,
    host            text not null,
    version         text not null,
    memory_bytes    bigint not null check (memory_bytes >= 0),
    cpus            double precision not null,
    disk_free_bytes bigint,
    seen_at         timestamptz not null
);
