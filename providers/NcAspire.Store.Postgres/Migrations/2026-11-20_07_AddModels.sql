-- The model that the owner chose, as vendor/model.
alter table instances add column model text;
