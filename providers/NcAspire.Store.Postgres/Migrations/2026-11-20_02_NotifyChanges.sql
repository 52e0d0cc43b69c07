-- Channel nc_instance: something of this instance changed. Channel nc_work: an operation may be taken up now.
-- Payloads are ids only: a payload is limited to 8,000 bytes, and readers read the state anyway.

create function notify_instance() returns trigger language plpgsql as $$
begin
    perform pg_notify('nc_instance', (case when tg_op = 'DELETE' then old.id else new.id end)::text);
    return null;
end
$$;

create function notify_instance_of_row() returns trigger language plpgsql as $$
begin
    perform pg_notify('nc_instance', (case when tg_op = 'DELETE' then old.instance_id else new.instance_id end)::text);
    return null;
end
$$;

create function notify_instance_of_step() returns trigger language plpgsql as $$
begin
    perform pg_notify('nc_instance', o.instance_id::text) from operations o where o.id = new.operation_id;
    return null;
end
$$;

create function notify_work() returns trigger language plpgsql as $$
begin
    perform pg_notify('nc_work', new.id::text);
    return null;
end
$$;

create function notify_work_left() returns trigger language plpgsql as $$
begin
    if exists (select from operations o where o.instance_id = new.id and o.state in ('pending', 'running')) then
        perform pg_notify('nc_work', new.id::text);
    end if;
    return null;
end
$$;

create trigger instances_added_or_removed after insert or delete on instances
    for each row execute function notify_instance();

-- A lease that is taken, renewed or given back is nobody's news; what it is taken for shows in the operation's row.
create trigger instances_changed after update on instances
    for each row when (old.* is distinct from new.* and old.lease_until is not distinct from new.lease_until)
    execute function notify_instance();

create trigger instances_free after update on instances
    for each row when (old.lease_owner is not null and new.lease_owner is null)
    execute function notify_work_left();

create trigger operations_changed after insert or update on operations
    for each row execute function notify_instance_of_row();

create trigger operations_queued after insert on operations
    for each row execute function notify_work();

create trigger operation_steps_changed after insert or update on operation_steps
    for each row execute function notify_instance_of_step();

create trigger whatsapp_links_changed after insert or update or delete on whatsapp_links
    for each row execute function notify_instance_of_row();
