-- allow_lists: the chats beside WhatsApp by name, each with the ids of those who may write there.
-- channel_states: how each of them was last seen, since it was last changed.
alter table instances
    add column allow_lists    jsonb not null default '{}',
    add column channel_states jsonb not null default '{}';
