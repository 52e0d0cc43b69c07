-- Everybody may write on WhatsApp, and the model is asked so often on a UTC day at most; null: its owner alone is answered.
alter table instances
    add column open_requests int check (open_requests between 1 and 500),
    add constraint instances_open_by_relay check (open_requests is null or not direct_keys);

alter table model_faults
    drop constraint model_faults_kind_check,
    add constraint model_faults_kind_check check (kind in (
        'no-key', 'key-unreadable', 'key-refused', 'no-credit', 'rate-limited', 'model-unknown', 'vendor-down', 'silent', 'limit-reached',
        'open-limit-reached'));
