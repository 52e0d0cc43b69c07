-- instance_cap: set by an operator in place of what everybody may have.
-- locked_at: sessions and tokens of a locked user are worth nothing.
alter table users
    add column instance_cap integer check (instance_cap between 0 and 1000),
    add column locked_at    timestamptz;

-- opens_at: attempts before it are refused and not counted; null where only hits are counted.
alter table rate_limits add column opens_at timestamptz;
