-- hypopg: hypothetical indexes of a session; nothing in a schema refers to it.
select 1;
