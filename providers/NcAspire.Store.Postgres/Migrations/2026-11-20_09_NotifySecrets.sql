-- Whoever holds an opened secret forgets it then. A data key that was wrapped anew opens the same.
create trigger instance_secrets_added_or_removed after insert or delete on instance_secrets
    for each row execute function notify_instance_of_row();

create trigger instance_secrets_changed after update on instance_secrets
    for each row when (old.ciphertext is distinct from new.ciphertext)
    execute function notify_instance_of_row();
