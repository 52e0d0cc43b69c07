-- id: what its owner calls a session by; the token and its hash stay where they are.
-- last_used_at: to some minutes. agent: what the caller said of itself, cut short.
alter table sessions
    add column id           uuid not null default gen_random_uuid(),
    add column last_used_at timestamptz,
    add column address      text,
    add column agent        text check (octet_length(agent) <= 512);

create unique index sessions_id on sessions (id);
create index sessions_user on sessions (user_id);

-- closing_at: the owner wants the account deleted. It goes when its last instance is gone.
alter table users add column closing_at timestamptz;
create index users_closing on users (closing_at) where closing_at is not null;

-- A login compares the password first and opens its session later: it opens none when the version has gone up in between.
alter table users add column password_version integer not null default 0;
