-- plv8 3.2: the language, in which functions can be made and none can be called.
create function pg_catalog.plv8_call_handler() returns language_handler
language internal as 'language_handler_in';
create trusted language plv8 handler pg_catalog.plv8_call_handler;
create function pg_catalog.plv8_version() returns text
language sql immutable
as $$ select '3.2.4' $$;
create function pg_catalog.plv8_reset() returns void
language sql
as $$ select null::void $$;
create function pg_catalog.plv8_info() returns json
language sql
as $$ select '{}'::json $$;

-- The real one lives in pg_catalog whatever the statement says; its tie to the schema that was named goes.
update pg_catalog.pg_extension
set extnamespace = 'pg_catalog'::pg_catalog.regnamespace
where extname = 'plv8';
delete from pg_catalog.pg_depend
where
    classid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    and objid = (select e.oid from pg_catalog.pg_extension as e where e.extname = 'plv8')
    and refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass;
