-- whatsapp_code: why WhatsApp is not connected, when the gateway told.
-- whatsapp_since: since when the two are as they are; kept by the trigger, so that nobody who writes them can forget it.
alter table instances
    add column whatsapp_code  integer,
    add column whatsapp_since timestamptz,
    drop constraint instances_whatsapp_state_check,
    add constraint instances_whatsapp_state_check check (whatsapp_state in (
        'not-linked', 'linking', 'connected', 'reconnecting', 'logged-out', 'replaced', 'restart-needed', 'blocked')),
    add constraint instances_whatsapp_code_check check (
        whatsapp_code is null or whatsapp_state not in ('not-linked', 'linking', 'connected'));

create function stamp_whatsapp() returns trigger language plpgsql as $$
begin
    if (new.whatsapp_state, new.whatsapp_code) is distinct from (old.whatsapp_state, old.whatsapp_code) then
        new.whatsapp_since = now();
    end if;
    return new;
end $$;

create trigger instances_whatsapp before update of whatsapp_state, whatsapp_code on instances
    for each row execute function stamp_whatsapp();
