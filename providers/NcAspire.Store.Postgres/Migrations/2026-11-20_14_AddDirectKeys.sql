-- The gateway has the key of its model itself and asks the vendor past the relay.
alter table instances add column direct_keys boolean not null default false;
