-- The relay may have a role of its own, which owns nothing and is a member of no other role: it faces all tenants. This gives it what it
-- reads and writes, and nothing else. What a later table holds, it does not see unless a later migration says so here.
create function grant_relay(role_name text) returns void language plpgsql as $$
declare
    of_all text := format('on all tables in schema %I from %I', current_schema(), role_name);
begin
    execute 'revoke all privileges ' || of_all;
    execute format('grant usage on schema %I to %I', current_schema(), role_name);
    execute format('grant select (id, open_requests, desired_state, status) on instances to %I', role_name);
    execute format('grant select (instance_id, state) on operations to %I', role_name);
    execute format('grant select (instance_id, token_hash, revoked_at) on relay_tokens to %I', role_name);
    execute format(
        'grant select (instance_id, name, version, key_id, wrapped_key, nonce, ciphertext, tag, updated_at) on instance_secrets to %I', role_name);
    execute format('grant select, insert, update on relay_usage, model_faults to %I', role_name);
end
$$;

-- Whoever makes the role later calls it by hand.
do $$
begin
    if exists (select from pg_roles where rolname = 'ncaspire-relay') then
        perform grant_relay('ncaspire-relay');
    end if;
end
$$;
