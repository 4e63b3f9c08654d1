-- plpgsql_check: checks function bodies when asked; nothing in a schema refers to it.
select 1;
