-- pg_repack: used from outside; nothing in a schema refers to it.
select 1;
