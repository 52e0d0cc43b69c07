-- trace_parent: the trace of the request that asked for the operation, so that the work shows below it.
alter table operations add column trace_parent text check (octet_length(trace_parent) <= 64);
